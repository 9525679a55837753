import { z } from "zod";
import { invariant } from "../base/assert.ts";
import { linkIdSchema, participantIdSchema } from "../base/ids.ts";
import { err, ok } from "../base/result.ts";
import { numberSchema } from "../events/control.ts";
import { completionSchema } from "../events/lines.ts";
import { participantAddressSchema } from "../events/people.ts";
import type { SessionEvent } from "../events/table.ts";
import { displayNameSchema } from "../events/terms.ts";
import { authorizeJoin } from "../policy/authorize.ts";
import { dueControl } from "../state/control.ts";
import { idleMs, inputLapsesMs } from "../state/deadlines.ts";
import { foreseen } from "../state/evolve.ts";
import { participantByKey } from "../state/selectors.ts";
import { settled } from "../state/settle.ts";
import type { SessionState } from "../state/state.ts";
import { command } from "./command.ts";
import { admission } from "./people.ts";
import { startNext } from "./lines.ts";
import { refusal } from "./refusals.ts";

/** How long a join request waits for the owner: product.md, "Defaults". */
export const approvalTimeoutMs = 5 * 60 * 1000;
/** How long a lost line's place is kept before it reads as having left. Rights last longer: they belong to the key. */
export const placeKeptMs = 2 * 60 * 1000;

/** What has become due by now. */
function due(state: SessionState, wallMs: number): readonly SessionEvent[] {
  if (state.phase.name === "ended") return [];
  const people = Object.values(state.participants);
  return [
    ...dueControl(state, wallMs),
    ...Object.values(state.joinRequests)
      .filter((each) => each.untilMs <= wallMs)
      .map(
        (each) => ({ type: "join.lapsed", participant: each.participant, why: "approval-timeout" }) as const,
      ),
    ...people
      .filter((each) => each.presence.name === "lost" && each.presence.untilMs <= wallMs)
      .map((each) => ({ type: "participant.left", participant: each.id, why: "lost" }) as const),
    ...people
      .filter((each) => (idleMs(each) ?? wallMs + 1) <= wallMs)
      .map((each) => ({ type: "participant.left", participant: each.id, why: "idle" }) as const),
    ...people
      .filter((each) => (inputLapsesMs(state, each) ?? wallMs + 1) <= wallMs)
      .map((each) => ({ type: "input.lapsed", participant: each.id }) as const),
    ...Object.values(state.links)
      .filter((each) => each.status === "open" && each.expiresAtMs <= wallMs)
      .map((each) => ({ type: "link.expired", link: each.id }) as const),
  ];
}

/** And what is due because of that: a holder who is gone may mean the next one's turn. Nothing due is left for a timer. */
function everythingDue(state: SessionState, wallMs: number): readonly SessionEvent[] {
  const first = due(state, wallMs);
  if (first.length === 0) return first;
  const all = settled(state, first, wallMs);
  return [...all, ...everythingDue(foreseen(state, all, wallMs), wallMs)];
}

/** What the host tells its own session. None of it can be decoded from a wire. */
export const hostCommands = [
  command({
    name: "peer.admit",
    title: "Somebody proved a link's secret and asks to be let in",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    needs: "freshParticipant",
    input: z.strictObject({
      key: z.string().length(43),
      link: linkIdSchema,
      name: displayNameSchema,
      acceptedRecording: z.boolean(),
      address: participantAddressSchema.pick({ address: true, toldBy: true }),
    }),
    decide: (state, input, stamp) => {
      const { address, ...candidate } = input;
      const decision = authorizeJoin(state, candidate, stamp.wallMs);
      if (decision.decision === "deny") return err(refusal(decision.rule));
      const waiting = Object.values(state.joinRequests).find((each) => each.key === input.key);
      if (waiting !== undefined)
        return ok({ events: [], value: { participant: waiting.participant, outcome: "ask" } });
      const known = participantByKey(state, input.key);
      const participant = known?.id ?? stamp.freshParticipant;
      invariant(participant !== undefined, "peer.admit is stamped with a fresh id");
      const seen: SessionEvent = { type: "participant.address", participant, ...address };
      if (decision.decision === "ask") {
        return ok({
          events: [
            { type: "join.requested", participant, ...candidate, untilMs: stamp.wallMs + approvalTimeoutMs },
            seen,
          ],
          value: { participant, outcome: "ask" },
        });
      }
      const back = known !== undefined && decision.rule === "known-here";
      return ok({
        events: [
          back
            ? { type: "participant.connected", participant }
            : admission(state, { participant, ...candidate }, { method: "link" }),
          seen,
        ],
        value: { participant, outcome: "in" },
      });
    },
  }),
  command({
    name: "peer.lost",
    title: "A participant's line is gone",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({ participant: participantIdSchema }),
    decide: (state, { participant }, stamp) => {
      if (state.joinRequests[participant] !== undefined) {
        return ok({ events: [{ type: "join.lapsed", participant, why: "gone" }] });
      }
      if (state.participants[participant]?.presence.name !== "present" || state.phase.name === "ended") {
        return ok({ events: [] });
      }
      return ok({
        events: [{ type: "participant.disconnected", participant, untilMs: stamp.wallMs + placeKeptMs }],
      });
    },
  }),
  command({
    name: "clock.tick",
    title: "Do what is due",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, { wallMs }) => ok({ events: everythingDue(state, wallMs) }),
  }),
  command({
    name: "clock.jump",
    title: "Wall time moved",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({ byMs: z.int() }),
    decide: (_state, { byMs }) => ok({ events: [{ type: "clock.jumped", byMs }] }),
  }),
  command({
    name: "target.exit",
    title: "The target is gone",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({ code: z.int(), message: z.string().max(500).optional() }),
    decide: (state, { code, message }) =>
      state.phase.name === "ended"
        ? ok({ events: [{ type: "target.exited", code }] })
        : ok({
            events: [
              { type: "target.exited", code },
              {
                type: "session.ended",
                why: "target-exited",
                exitCode: code,
                ...(message === undefined ? {} : { message }),
              },
            ],
          }),
  }),
  command({
    name: "target.fail",
    title: "The target could not be started",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({ message: z.string().max(500) }),
    decide: (_state, { message }) =>
      ok({ events: [{ type: "session.ended", why: "target-failed", message }] }),
  }),
  command({
    name: "target.reply",
    title: "Answer the target's query",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({ data: z.string().min(1).max(4096) }),
    decide: (state, { data }, { targetBusy }) =>
      targetBusy || state.phase.name === "ended"
        ? ok({ events: [] })
        : ok({ events: [{ type: "terminal.replied", bytes: data.length }], write: data }),
  }),
  command({
    name: "line.done",
    title: "The line that ran has finished",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({ line: numberSchema, how: completionSchema, exitCode: z.int().optional() }),
    decide: (state, { line, how, exitCode }) =>
      state.lines.running?.line === line && state.phase.name === "running"
        ? ok({
            events: [{ type: "line.finished", line, how, ...(exitCode === undefined ? {} : { exitCode }) }],
          })
        : ok({ events: [] }),
  }),
  command({
    name: "line.next",
    title: "Start the next line where the target is free for one",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => ok(startNext(state, stamp)),
  }),
  command({
    name: "line.completion",
    title: "The end of a line is told in another way from here on",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({ completion: completionSchema }),
    decide: (state, { completion }) =>
      ok({
        events:
          state.lines.completion === completion ? [] : [{ type: "line.completion_changed", completion }],
      }),
  }),
  command({
    name: "effect.fail",
    title: "Something the session relied on failed",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({ what: z.enum(["recording", "screen"]), message: z.string().max(500) }),
    decide: (state, { what, message }) => {
      if (what === "recording") {
        return ok({ events: state.recording === "on" ? [{ type: "recording.failed", message }] : [] });
      }
      return ok({ events: state.screen === "ok" ? [{ type: "screen.failed", message }] : [] });
    },
  }),
  command({
    name: "host.stop",
    title: "The host stops",
    capability: "watch",
    origin: "host",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state) =>
      ok({ events: state.phase.name === "ended" ? [] : [{ type: "session.ended", why: "host-stopped" }] }),
  }),
] as const;
