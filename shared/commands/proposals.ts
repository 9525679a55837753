import { z } from "zod";
import { utf8 } from "../base/bytes.ts";
import { err, ok } from "../base/result.ts";
import { numberSchema } from "../events/control.ts";
import { commandTextSchema, sentenceSchema } from "../events/terms.ts";
import { hasWitness } from "../state/selectors.ts";
import { charactersKept, notesKept } from "../state/fold-notes.ts";
import type { SessionState } from "../state/state.ts";
import { sanitisePaste } from "../vt/paste.ts";
import { actorOf, command, isWellFormed } from "./command.ts";
import { refusal } from "./refusals.ts";

const textSchema = commandTextSchema.refine(isWellFormed, "is not text");

/** Proposals that may wait for an answer: one person's, and everybody's. All of them stay in the state. */
const mostOpen = { each: 5, all: notesKept.proposals } as const;

function openOne(state: SessionState, proposal: number) {
  return state.proposals.find((each) => each.proposal === proposal && each.status === "open");
}

export const proposalCommands = [
  command({
    name: "proposal.make",
    title: "Propose what to type",
    capability: "propose",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ text: textSchema }),
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
      text: textSchema.optional(),
      /** Presses Enter behind it. */
      run: z.boolean().default(true),
    }),
    decide: (state, input, stamp) => {
      const by = actorOf(state, stamp);
      const found = openOne(state, input.proposal);
      if (found === undefined) return err(refusal("no-such-proposal"));
      if (state.recording === "failed") return err(refusal("recording-failed"));
      const isOwners = by === state.owner || found.participant === state.owner;
      if (state.mode.name === "view_only" && !isOwners) return err(refusal("view-only-mode"));
      if (state.paused !== null && by !== state.owner && by !== state.paused.by)
        return err(refusal("paused"));
      if (state.fourEyes.required) {
        // Two people: who wrote it, and who approves it.
        if (!hasWitness(state, found.participant)) return err(refusal("four-eyes-missing"));
        const judges = state.participants[by]?.witness === true && by !== found.participant;
        if (state.fourEyes.perCommand && !judges) return err(refusal("four-eyes-commands"));
      }
      if (stamp.targetBusy) return err(refusal("target-busy"));
      const typed = sanitisePaste(input.text ?? found.text, { bracketed: stamp.bracketedPaste });
      const write = input.run ? `${typed}\r` : typed;
      const edited = input.text !== undefined && input.text !== found.text ? { text: input.text } : {};
      return ok({
        events: [
          { type: "proposal.approved", proposal: found.proposal, by, ...edited },
          {
            type: "input.submitted",
            participant: found.participant,
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
