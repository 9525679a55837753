import { z } from "zod";
import { utf8 } from "../base/bytes.ts";
import type { ParticipantId } from "../base/ids.ts";
import { err, ok } from "../base/result.ts";
import { numberSchema } from "../events/control.ts";
import { commandTextSchema, sentenceSchema } from "../events/terms.ts";
import { hasWitness, pausedFor } from "../state/selectors.ts";
import { charactersKept, notesKept } from "../state/fold-notes.ts";
import type { SessionState } from "../state/state.ts";
import { sanitisePaste } from "../vt/paste.ts";
import { actorOf, command, type Stamp } from "./command.ts";
import { clearLine } from "./lines.ts";
import { type Refusal, refusal } from "./refusals.ts";

/** Proposals that may wait for an answer: one person's, and everybody's. All of them stay in the state. */
const mostOpen = { each: 5, all: notesKept.proposals } as const;

function openOne(state: SessionState, proposal: number) {
  return state.proposals.find((each) => each.proposal === proposal && each.status === "open");
}

interface Approval {
  readonly by: ParticipantId;
  readonly author: ParticipantId;
  /** The text typed is another than was proposed: whoever changed it has written it. */
  readonly edited: boolean;
  readonly run: boolean;
}

/** Why a proposal is not typed now; what somebody may approve at all the policy has said. */
function whyNotTyped(
  state: SessionState,
  { by, author, edited, run }: Approval,
  stamp: Stamp,
): Refusal | undefined {
  const { mode, fourEyes, lines, owner } = state;
  if (state.recording === "failed") return refusal("recording-failed");
  if (mode.name === "view_only" && by !== owner && author !== owner) return refusal("view-only-mode");
  if (pausedFor(state, by)) return refusal("paused");
  if (fourEyes.required) {
    // Two people: who wrote it, and who watches.
    if (!hasWitness(state, author)) return refusal("four-eyes-missing");
    const judges = state.participants[by]?.witness === true && by !== author;
    if (fourEyes.perCommand && !judges) return refusal("four-eyes-commands");
    if (fourEyes.perCommand && (edited || !run)) return refusal("four-eyes-as-written");
    if (edited && !hasWitness(state, by)) return refusal("four-eyes-missing");
  }
  if (edited && by !== owner && state.participants[by]?.permissions.allow_input !== true) {
    return refusal("no-input-permission");
  }
  const queued = mode.name === "interactive" && mode.input_merge_mode === "queued";
  const busy = lines.running !== null || lines.open !== null || stamp.shellBusy === true;
  if (queued && busy) return refusal("lines-busy");
  return stamp.targetBusy ? refusal("target-busy") : undefined;
}

/** Whether something half typed may stand at a prompt that is known to be one. */
function isHalfTyped(state: SessionState, stamp: Stamp): boolean {
  const atPrompt = state.lines.completion === "integration" && stamp.shellBusy === false;
  return atPrompt && stamp.leftovers === true;
}

export const proposalCommands = [
  command({
    name: "proposal.make",
    title: "Propose what to type",
    capability: "propose",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ text: commandTextSchema }),
    decide: (state, { text }, stamp) => {
      const participant = actorOf(state, stamp);
      const open = state.proposals.filter((each) => each.status === "open");
      const own = open.filter((each) => each.participant === participant);
      const characters = open.reduce((sum, each) => sum + each.text.length, text.length);
      if (own.length >= mostOpen.each || open.length >= mostOpen.all || characters > charactersKept) {
        return err(refusal("queue-full"));
      }
      const proposal = state.counters.proposal + 1;
      return ok({
        events: [{ type: "proposal.made", proposal, participant, text }],
        value: { proposal },
      });
    },
  }),
  command({
    name: "proposal.approve",
    title: "Type what somebody proposes",
    capability: "judge",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({
      proposal: numberSchema,
      /** Instead of what was proposed. */
      text: commandTextSchema.optional(),
      /** Presses Enter behind it. */
      run: z.boolean().default(true),
    }),
    decide: (state, input, stamp) => {
      const by = actorOf(state, stamp);
      const found = openOne(state, input.proposal);
      if (found === undefined) return err(refusal("no-such-proposal"));
      const author = found.participant;
      const edited = input.text !== undefined && input.text !== found.text;
      const why = whyNotTyped(state, { by, author, edited, run: input.run }, stamp);
      if (why !== undefined) return err(why);
      // What somebody else left at the prompt must not become a part of it.
      const first = isHalfTyped(state, stamp) ? clearLine : "";
      const typed = sanitisePaste(input.text ?? found.text, { bracketed: stamp.bracketedPaste });
      const write = `${first}${typed}${input.run ? "\r" : ""}`;
      return ok({
        events: [
          {
            type: "proposal.approved",
            proposal: found.proposal,
            by,
            ...(edited ? { text: input.text } : {}),
          },
          {
            type: "input.submitted",
            participant: author,
            kind: "proposal",
            bytes: utf8(write).length,
          },
        ],
        write,
      });
    },
  }),
  command({
    name: "proposal.reject",
    title: "Reject what somebody proposes",
    capability: "judge",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ proposal: numberSchema, reason: sentenceSchema.optional() }),
    decide: (state, { proposal, reason }, stamp) =>
      openOne(state, proposal) === undefined
        ? err(refusal("no-such-proposal"))
        : ok({
            events: [
              {
                type: "proposal.rejected",
                proposal,
                by: actorOf(state, stamp),
                ...(reason === undefined ? {} : { reason }),
              },
            ],
          }),
  }),
  command({
    name: "proposal.withdraw",
    title: "Take your proposal back",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ proposal: numberSchema }),
    decide: (state, { proposal }, stamp) => {
      const found = openOne(state, proposal);
      if (found === undefined) return err(refusal("no-such-proposal"));
      if (found.participant !== actorOf(state, stamp)) return err(refusal("not-yours"));
      return ok({ events: [{ type: "proposal.withdrawn", proposal }] });
    },
  }),
] as const;
