import { type SessionKey, nextProposal, written } from "./session-key.ts";

/** What people say to each other, propose and leave beside the screen. */
export const noteKeys: readonly SessionKey[] = [
  {
    key: "c",
    help: "write in the chat",
    needs: "chat",
    does: () => ({
      kind: "write",
      label: "Chat",
      enter: "sends",
      lines: true,
      call: (text) => written(text, () => ({ name: "chat.send", input: { text } })),
    }),
  },
  {
    key: "w",
    help: "ask a question",
    needs: "chat",
    done: "Asked. The answer is shown here.",
    does: () => ({
      kind: "write",
      label: "Question",
      enter: "asks",
      lines: true,
      call: (text) => written(text, () => ({ name: "question.ask", input: { text } })),
    }),
  },
  {
    key: "r",
    help: "raise or lower your hand",
    does(state, me) {
      if (me === state.owner) return undefined;
      const isUp = state.participants[me]?.handRaisedAtMs !== undefined;
      return { name: isUp ? "hand.lower" : "hand.raise", input: {} };
    },
  },
  {
    key: "s",
    help: "propose what to type",
    needs: "propose",
    done: "Proposed. What becomes of it is shown here.",
    does: ({ owner, fourEyes }, me) =>
      me === owner && !fourEyes.perCommand
        ? undefined
        : {
            kind: "write",
            label: "Proposal",
            enter: "proposes",
            lines: true,
            call: (text) => written(text, () => ({ name: "proposal.make", input: { text } })),
          },
  },
  {
    key: "v",
    help: "view a proposal and approve it",
    needs: "judge",
    done: "Typed.",
    does(state, me) {
      const next = nextProposal(state, me);
      if (next === undefined) return undefined;
      return {
        kind: "confirm",
        label: `Number ${next.proposal}, from ${next.name}`,
        enter: "types it",
        shown: next.text,
        call: { name: "proposal.approve", input: { proposal: next.proposal } },
      };
    },
  },
  {
    key: "x",
    help: "reject a proposal",
    needs: "judge",
    done: "Rejected.",
    does(state, me) {
      const next = nextProposal(state, me);
      if (next === undefined) return undefined;
      const { proposal, name } = next;
      return {
        kind: "write",
        label: `Reject number ${proposal}, from ${name}, because`,
        enter: "rejects",
        call: (text) => ({
          name: "proposal.reject",
          input: text.trim() === "" ? { proposal } : { proposal, reason: text },
        }),
      };
    },
  },
  {
    key: "b",
    help: "set a bookmark",
    needs: "annotate",
    done: "The bookmark is set.",
    does: () => ({
      kind: "write",
      label: "Bookmark",
      enter: "sets it",
      call: (text) => written(text, () => ({ name: "bookmark.add", input: { label: text } })),
    }),
  },
];
