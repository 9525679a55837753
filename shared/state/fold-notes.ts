import { counted, type Folds, nameOf, withParticipant } from "./fold.ts";
import type { SessionState } from "./state.ts";

/** How many of each a snapshot carries, the newest; every one stands in the log. A snapshot has to fit a message. */
export const notesKept = {
  proposals: 30,
  questions: 30,
  answers: 3,
  annotations: 100,
  bookmarks: 100,
} as const;

/** Characters all kept notes of a kind may have together. Commands let no more be open at once. */
export const charactersKept = 16_000;
/** What a point takes in a snapshot, in characters of three bytes. */
const pointCharacters = 10;

interface Kept<Item> {
  readonly most: number;
  readonly sizeOf: (item: Item) => number;
  /** Kept before others: somebody waits for an answer. */
  readonly isOpen?: (item: Item) => boolean;
}

/** In their order, without the oldest where there are too many; what is open stays longest. */
function newest<Item>(items: readonly Item[], { most, sizeOf, isOpen = () => false }: Kept<Item>) {
  let left = charactersKept;
  let places = most;
  const kept = new Set<Item>();
  const latestFirst = items.toReversed();
  const ordered = [...latestFirst.filter(isOpen), ...latestFirst.filter((each) => !isOpen(each))];
  for (const item of ordered) {
    left -= sizeOf(item);
    places -= 1;
    if (places < 0 || left < 0) break;
    kept.add(item);
  }
  return kept.size === items.length ? items : items.filter((each) => kept.has(each));
}

type Proposal = SessionState["proposals"][number];
type Question = SessionState["questions"][number];

const keptProposals: Kept<Proposal> = {
  most: notesKept.proposals,
  sizeOf: ({ text, edited, reason }) => text.length + (edited?.length ?? 0) + (reason?.length ?? 0),
  isOpen: ({ status }) => status === "open",
};

const keptQuestions: Kept<Question> = {
  most: notesKept.questions,
  sizeOf: ({ text, answers }) => answers.reduce((sum, answer) => sum + answer.text.length, text.length),
  isOpen: ({ status }) => status === "open",
};

const keptAnnotations: Kept<SessionState["annotations"][number]> = {
  most: notesKept.annotations,
  sizeOf: ({ points, label }) => points.length * pointCharacters + (label?.length ?? 0),
};

const keptBookmarks: Kept<SessionState["bookmarks"][number]> = {
  most: notesKept.bookmarks,
  sizeOf: ({ label, notes }) => label.length + (notes?.length ?? 0),
};

export function withoutPassed(state: SessionState, atMs: number): SessionState {
  if (state.annotations.every((each) => each.untilMs === null || each.untilMs > atMs)) return state;
  const annotations = state.annotations.filter((each) => each.untilMs === null || each.untilMs > atMs);
  return { ...state, annotations };
}

function withProposal(
  state: SessionState,
  proposal: number,
  change: Partial<SessionState["proposals"][number]>,
): SessionState {
  const proposals = state.proposals.map((each) =>
    each.proposal === proposal ? { ...each, ...change } : each,
  );
  return { ...state, proposals: newest(proposals, keptProposals) };
}

function withQuestion(
  state: SessionState,
  question: number,
  change: (before: SessionState["questions"][number]) => SessionState["questions"][number],
): SessionState {
  const questions = state.questions.map((each) => (each.question === question ? change(each) : each));
  return { ...state, questions: newest(questions, keptQuestions) };
}

export const noteFolds: Folds<
  | "proposal.made"
  | "proposal.approved"
  | "proposal.rejected"
  | "proposal.withdrawn"
  | "question.asked"
  | "question.answered"
  | "question.closed"
  | "hand.raised"
  | "hand.lowered"
  | "annotation.added"
  | "annotations.cleared"
  | "bookmark.added"
  | "bookmark.removed"
> = {
  "proposal.made": (state, event, { atMs }) => {
    const { type: _type, ...made } = event;
    const all = [
      ...state.proposals,
      { ...made, name: nameOf(state, event.participant), atMs, status: "open" } as const,
    ];
    const proposals = newest(all, keptProposals);
    return counted({ ...state, proposals }, "proposal", event.proposal);
  },
  "proposal.approved": (state, event) =>
    withProposal(state, event.proposal, {
      status: "approved",
      by: event.by,
      ...(event.text === undefined ? {} : { edited: event.text }),
    }),
  "proposal.rejected": (state, event) =>
    withProposal(state, event.proposal, {
      status: "rejected",
      by: event.by,
      ...(event.reason === undefined ? {} : { reason: event.reason }),
    }),
  "proposal.withdrawn": (state, event) => withProposal(state, event.proposal, { status: "withdrawn" }),
  "question.asked": (state, event, { atMs }) => {
    const { type: _type, ...asked } = event;
    const name = nameOf(state, event.participant);
    const all = [...state.questions, { ...asked, name, atMs, status: "open", answers: [] } as const];
    const questions = newest(all, keptQuestions);
    return counted({ ...state, questions }, "question", event.question);
  },
  "question.answered": (state, event, { atMs }) =>
    withQuestion(state, event.question, (before) => ({
      ...before,
      status: "answered",
      answers: [
        ...before.answers,
        { by: event.by, text: event.text, name: nameOf(state, event.by), atMs },
      ].slice(-notesKept.answers),
    })),
  "question.closed": (state, event) =>
    withQuestion(state, event.question, (before) => ({ ...before, status: "closed" })),
  "hand.raised": (state, event, { atMs }) =>
    withParticipant(state, event.participant, (before) => ({ ...before, handRaisedAtMs: atMs })),
  "hand.lowered": (state, event) =>
    withParticipant(state, event.participant, ({ handRaisedAtMs: _raised, ...before }) => before),
  "annotation.added": (state, event, { atMs }) => {
    const { type: _type, ...added } = event;
    const all = [
      ...withoutPassed(state, atMs).annotations,
      { ...added, name: nameOf(state, event.participant), atMs },
    ];
    const annotations = newest(all, keptAnnotations);
    return counted({ ...state, annotations }, "annotation", event.annotation);
  },
  "annotations.cleared": (state, event) => ({
    ...state,
    annotations:
      event.annotations === null
        ? []
        : state.annotations.filter((each) => event.annotations?.includes(each.annotation) !== true),
  }),
  "bookmark.added": (state, event, { atMs }) => {
    const { type: _type, ...added } = event;
    const name = nameOf(state, event.participant);
    const all = [
      ...state.bookmarks,
      { ...added, name, atMs, offsetMs: Math.max(0, atMs - state.startedAtMs) },
    ];
    const bookmarks = newest(all, keptBookmarks);
    return counted({ ...state, bookmarks }, "bookmark", event.bookmark);
  },
  "bookmark.removed": (state, event) => ({
    ...state,
    bookmarks: state.bookmarks.filter((each) => each.bookmark !== event.bookmark),
  }),
};
