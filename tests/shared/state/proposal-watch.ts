import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { SessionEvent } from "../../../shared/events/table.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { check } from "../../support/check.ts";

/** Whose right to type ends with this event. */
function loses(event: SessionEvent): ParticipantId | undefined {
  switch (event.type) {
    case "participant.removed":
    case "participant.blocked":
      return event.participant;
    case "permission.changed":
      return event.permissions.allow_input === false ? event.participant : undefined;
    default:
      return undefined;
  }
}

/** Follows proposals by itself: whose they are, which of them may still be typed, and that one is typed once. */
export function createProposalWatch() {
  const authors = new Map<number, ParticipantId>();
  /** Of authors who lost the right to type, or were removed, since: having it again revives nothing. */
  const forfeited = new Set<number>();
  const answered = new Set<number>();
  /** Approved, and not typed yet. */
  let due: ParticipantId | undefined;

  return {
    see(before: SessionState, event: SessionEvent) {
      const gone = loses(event);
      if (gone !== undefined && gone !== before.owner) {
        for (const [proposal, author] of authors) if (author === gone) forfeited.add(proposal);
      }
      if (event.type === "proposal.made") {
        check(!authors.has(event.proposal), `proposal ${event.proposal} is made once`);
        authors.set(event.proposal, event.participant);
      } else if (event.type === "proposal.approved") {
        const { proposal } = event;
        const author = authors.get(proposal);
        check(author !== undefined, `somebody made proposal ${proposal}`);
        check(!answered.has(proposal), `proposal ${proposal} is answered once`);
        check(!forfeited.has(proposal), `the author of proposal ${proposal} had the right to type all along`);
        answered.add(proposal);
        due = author;
      } else if (event.type === "proposal.rejected" || event.type === "proposal.withdrawn") {
        check(!answered.has(event.proposal), `proposal ${event.proposal} is answered once`);
        answered.add(event.proposal);
      } else if (event.type === "input.submitted" && event.kind === "proposal") {
        check(event.participant === due, "what was approved is typed as its author's, once");
        due = undefined;
      }
    },
    rest(state: SessionState) {
      check(due === undefined, "what was approved is typed");
      for (const { proposal, status } of state.proposals) {
        if (status === "open") check(!forfeited.has(proposal), `proposal ${proposal} is withdrawn`);
      }
    },
  };
}
