import { safeParse } from "../../../shared/base/parse.ts";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import { createLinkId, createParticipantId } from "../../../shared/base/ids.ts";
import type { Random } from "../../../shared/base/ports.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Decided, Stamp } from "../../../shared/commands/command.ts";
import { type Refusal, refusal } from "../../../shared/commands/refusals.ts";
import { type CommandName, commands, isPeerCommand } from "../../../shared/commands/table.ts";
import { type Actor, authorize } from "../../../shared/policy/authorize.ts";
import { settled } from "../../../shared/state/settle.ts";
import type { SessionState } from "../../../shared/state/state.ts";

/** What the host knows and a peer may not say. */
export interface Facts {
  readonly wallMs: number;
  readonly targetBusy: boolean;
  readonly shellBusy: boolean;
  readonly leftovers: boolean;
  readonly bracketedPaste: boolean;
  readonly screenTop: number;
  readonly buffer: "main" | "alternate";
  readonly random: Random;
}

/** A command in the imperative with whoever gave it; who that is, is the host's word. */
export interface Call {
  readonly actor: Actor;
  readonly origin: "peer" | "host";
  readonly name: string;
  readonly input: unknown;
}

export function peerCall(participant: ParticipantId, name: string, input: unknown): Call {
  return { actor: { kind: "participant", participant }, origin: "peer", name, input };
}

/**
 * decode → stamp → authorize → decide: from what somebody asks to the events it makes, or the refusal. Pure but for the
 * fresh ids it draws.
 */
export function judge(state: SessionState, call: Call, facts: Facts): Result<Decided, Refusal> {
  const known = call.origin === "host" ? Object.hasOwn(commands, call.name) : isPeerCommand(call.name);
  if (!known) return err(refusal("unknown-command"));
  const row = commands[call.name as CommandName];
  const input = safeParse(row.input, call.input);
  if (!input.success) {
    const issue = input.error.issues[0];
    const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    return err(
      refusal("malformed", issue === undefined ? undefined : `${where}${issue.message}`.slice(0, 200)),
    );
  }
  const stamp: Stamp = {
    actor: call.actor,
    wallMs: facts.wallMs,
    targetBusy: facts.targetBusy,
    shellBusy: facts.shellBusy,
    leftovers: facts.leftovers,
    bracketedPaste: facts.bracketedPaste,
    screenTop: facts.screenTop,
    buffer: facts.buffer,
    ...(row.needs === "freshLink" ? { freshLink: createLinkId(facts.random) } : {}),
    ...(row.needs === "freshParticipant" ? { freshParticipant: createParticipantId(facts.random) } : {}),
  };
  if (row.origin === "peer") {
    const decision = authorize(state, call.actor, row.capability);
    if (decision.decision !== "allow") return err(refusal(decision.rule));
  }
  const decide = row.decide as (
    state: SessionState,
    input: unknown,
    stamp: Stamp,
  ) => Result<Decided, Refusal>;
  const decided = decide(state, input.data, stamp);
  if (!decided.ok) return decided;
  return ok({ ...decided.value, events: settled(state, decided.value.events, facts.wallMs) });
}
