import type { ParticipantId } from "../../../shared/base/ids.ts";
import { safeParse } from "../../../shared/base/parse.ts";
import { commands, type PeerCommandName } from "../../../shared/commands/table.ts";
import type { SessionState } from "../../../shared/state/state.ts";

/** What a field might say, most likely first. */
type Guess = (state: SessionState, participant: ParticipantId) => readonly unknown[];

type Input = Readonly<Record<string, unknown>>;

/** Everybody else, who is here or was, then who waits to be let in; last whoever would do it. */
const people: Guess = ({ participants, joinRequests }, participant) => [
  ...Object.keys(participants).filter((id) => id !== participant),
  ...Object.keys(joinRequests),
  participant,
];

/** The newest first; where there is none, a number that names none, so that the refusal says so. */
const numbers = (all: readonly number[]) => (all.length === 0 ? [1] : all.toReversed());

const someText: Guess = () => ["x"];
const eitherWay: Guess = () => [true, false];

/** By the field's name, which means the same in every command. */
const guesses: Readonly<Record<string, Guess>> = {
  participant: people,
  to: people,
  proposal: ({ proposals }) => numbers(proposals.map((each) => each.proposal)),
  question: ({ questions }) => numbers(questions.map((each) => each.question)),
  bookmark: ({ bookmarks }) => numbers(bookmarks.map((each) => each.bookmark)),
  line: ({ lines }) => numbers(lines.queue.map((each) => each.line)),
  link: ({ links }) => (Object.keys(links).length === 0 ? [`LNK-${"A".repeat(16)}`] : Object.keys(links)),
  text: someText,
  label: someText,
  // A key; for the mouse, a press in the first cell.
  data: () => ["x", "\u001b[<0;1;1M"],
  shape: () => ["arrow"],
  where: ({ size }) => [
    {
      unit: "pixels",
      width: size.cols,
      height: size.rows,
      points: [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
    },
  ],
  cols: ({ size }) => [size.cols === 80 ? 81 : 80],
  rows: ({ size }) => [size.rows],
  mode: () => [{ name: "presenter" }, { name: "interactive" }, { name: "view_only" }],
  role: () => ["participant", "observer"],
  joinerScrollback: () => ["everything", "screen", "none"],
  on: eitherWay,
  inView: eitherWay,
  focused: eitherWay,
};

/** Fields that may be left out, but without which these say nothing. */
const needed: Readonly<Partial<Record<PeerCommandName, readonly string[]>>> = {
  "control.approve": ["participant"],
  "control.deny": ["participant"],
  "participant.permit": ["allow_chat"],
};

function valuesOf(field: string): Guess {
  return field.startsWith("allow_") ? eitherWay : (guesses[field] ?? (() => []));
}

/**
 * What somebody could mean by this command as the session stands, most likely first: every choice of whom or what it is
 * about. Never empty.
 */
export function likelyInputs(
  state: SessionState,
  participant: ParticipantId,
  name: PeerCommandName,
): readonly Input[] {
  const { input } = commands[name];
  const fields = Object.entries(input.shape)
    .filter(([field, schema]) => needed[name]?.includes(field) || !safeParse(schema, undefined).success)
    .map(([field]) => field);
  return fields
    .reduce<readonly Input[]>(
      (inputs, field) =>
        inputs.flatMap((each) =>
          valuesOf(field)(state, participant).map((value) => ({ ...each, [field]: value })),
        ),
      [{}],
    )
    .filter((each) => safeParse(input, each).success);
}
