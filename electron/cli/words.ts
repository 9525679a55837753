import type { PeerCommandName } from "../../shared/commands/table.ts";
import type { Group } from "./program/cli.ts";

/** How a command of the session is said on the command line. Its help, options and checks come from the command's own row. */
export interface Words {
  /** `control request` is `tandem control request SESSION`. */
  readonly say: string;
  /** Fields of its input that stand as words behind the session, in this order; the others are options. */
  readonly args?: readonly string[];
  /** What may stand behind the session, for the help. */
  readonly example: string;
  /** What people are told once it is done; `{who}` is a name, other braces are values of the input or the answer. */
  readonly done: string;
  /** Another sentence, where the answer has this value. */
  readonly instead?: readonly [value: string, sentence: string];
}

/** `own`: a file of its own says it. `program`: told by windows and programs, and said by its name with `tandem command`. */
type Said = Words | "own" | "program";

/** Every command a person may give a session, and its words: a row that is forgotten does not compile. */
export const words = {
  "input.key": { say: "type", args: ["data"], example: "'ls -la'", done: "Typed." },
  "input.paste": { say: "paste", args: ["text"], example: "'ls -la'", done: "Pasted." },
  "input.mouse": "program",
  "input.focus": "program",
  "input.resume": { say: "resume-input", example: "", done: "You may type again." },
  "control.transfer": {
    say: "transfer-control",
    args: ["to"],
    example: 'Mia --minutes 10 --reason "Your turn"',
    done: "{who} has control.",
    instead: ["offer", "Offered to {who}, who has a minute to accept."],
  },
  "control.accept": { say: "control accept", example: "", done: "You have control." },
  "control.decline": { say: "control decline", example: "", done: "Declined." },
  "control.withdraw": { say: "control withdraw", example: "", done: "Withdrawn." },
  "control.request": {
    say: "control request",
    example: '--minutes 10 --reason "To look at the log"',
    done: "Asked; number {place} in the queue.",
  },
  "control.cancel": { say: "control cancel", example: "", done: "You ask for control no longer." },
  "control.approve": {
    say: "control approve",
    args: ["participant"],
    example: "Mia --minutes 5",
    done: "Granted.",
  },
  "control.deny": {
    say: "control deny",
    args: ["participant"],
    example: 'Mia --reason "Not now"',
    done: "Denied.",
  },
  "control.return": { say: "control return", example: "", done: "Handed back." },
  "control.reclaim": { say: "control reclaim", example: "", done: "You have control." },
  "line.submit": { say: "line submit", args: ["text"], example: "'ls -la'", done: "Queued as line {line}." },
  "line.cancel": { say: "line cancel", args: ["line"], example: "3", done: "Taken out of the queue." },
  "line.jump": { say: "line jump", args: ["line"], example: "3", done: "It runs next." },
  "line.clear": { say: "line clear", example: "", done: "The queue is empty." },
  "line.skip": { say: "line skip", example: "", done: "The next line may run." },
  "line.interrupt": { say: "line interrupt", example: "", done: "Ctrl-C was pressed." },
  "line.open": { say: "line open", example: "", done: "Your input is raw until you close the line." },
  "line.close": { say: "line close", example: "", done: "Lines are queued again." },
  "proposal.make": {
    say: "propose",
    args: ["text"],
    example: "'systemctl restart nginx'",
    done: "Proposed as number {proposal}.",
  },
  "proposal.approve": { say: "proposal approve", args: ["proposal"], example: "3", done: "Typed." },
  "proposal.reject": {
    say: "proposal reject",
    args: ["proposal"],
    example: '3 --reason "Not on this machine"',
    done: "Rejected.",
  },
  "proposal.withdraw": { say: "proposal withdraw", args: ["proposal"], example: "3", done: "Taken back." },
  "chat.send": "own",
  "question.ask": {
    say: "ask",
    args: ["text"],
    example: '"Why is it full?"',
    done: "Asked as number {question}.",
  },
  "question.answer": {
    say: "answer",
    args: ["question", "text"],
    example: '1 "The log was never rotated"',
    done: "Answered.",
  },
  "question.close": { say: "close-question", args: ["question"], example: "1", done: "Closed." },
  "hand.raise": { say: "hand raise", example: "", done: "Your hand is up." },
  "hand.lower": { say: "hand lower", args: ["participant"], example: "Mia", done: "The hand is down." },
  "annotation.add": "own",
  "annotation.clear": { say: "clear-annotations", args: ["which"], example: "all", done: "Cleared." },
  "bookmark.add": {
    say: "bookmark",
    args: ["label"],
    example: '"Before the change" --category milestone',
    done: "Bookmark {bookmark} is set.",
  },
  "bookmark.remove": { say: "remove-bookmark", args: ["bookmark"], example: "1", done: "Removed." },
  "link.create": "own",
  "link.revoke": "own",
  "join.approve": { say: "approve", args: ["participant"], example: "Mia", done: "{who} is in." },
  "join.deny": {
    say: "deny",
    args: ["participant"],
    example: 'Mia --reason "Not today"',
    done: "{who} was turned away.",
  },
  "participant.remove": {
    say: "kick",
    args: ["participant"],
    example: 'Mia --rejoin --reason "The maintenance is over"',
    done: "{who} was removed.",
  },
  "participant.permit": "own",
  "participant.block": {
    say: "block",
    args: ["participant"],
    example: 'Mia --reason "Enough"',
    done: "{who} was blocked.",
  },
  "participant.unblock": {
    say: "unblock",
    args: ["participant"],
    example: "Mia",
    done: "The block of {who} is lifted.",
  },
  "participant.role": {
    say: "role",
    args: ["participant", "role"],
    example: "Mia mentor",
    done: "{who} is {role} now.",
  },
  "participant.witness": { say: "witness", args: ["participant"], example: "Mia", done: "Done for {who}." },
  "presence.view": "program",
  "presence.active": "program",
  "session.leave": "program",
  "session.end": { say: "end", example: "", done: "The session has ended." },
  "session.resize": { say: "resize", args: ["cols", "rows"], example: "120 40", done: "Resized." },
  "mode.set": "own",
  "session.pause": {
    say: "pause",
    example: "",
    done: "Paused: the others see nothing new and type nothing.",
  },
  "session.resume": { say: "resume", example: "", done: "The session goes on." },
  "session.scrollback": {
    say: "scrollback",
    args: ["joinerScrollback"],
    example: "screen",
    done: "What joiners see of the past: {joinerScrollback}.",
  },
  "session.four_eyes": {
    say: "four-eyes",
    example: "--per-command",
    done: "A second person has to watch from here on.",
  },
  "sharing.switch": {
    say: "sharing",
    args: ["on"],
    example: 'off --reason "Lunch"',
    done: "Sharing was switched.",
  },
} as const satisfies Record<PeerCommandName, Said>;

type Family = PeerCommandName extends infer Name
  ? Name extends `${infer First}.${string}`
    ? First
    : never
  : never;

/** Where in the list of words the commands of each family stand. */
const familyGroups: Readonly<Record<Family, Group>> = {
  input: "control",
  control: "control",
  line: "control",
  proposal: "control",
  chat: "talk",
  question: "talk",
  hand: "talk",
  annotation: "talk",
  bookmark: "talk",
  link: "ways",
  join: "ways",
  sharing: "ways",
  participant: "people",
  presence: "programs",
  session: "sessions",
  mode: "sessions",
};

function isFamily(name: string): name is Family {
  return Object.hasOwn(familyGroups, name);
}

export function groupOf(name: PeerCommandName): Group {
  const [family = ""] = name.split(".");
  return isFamily(family) ? familyGroups[family] : "programs";
}

/** What an option means, where its name does not say it. */
export const optionHelp: Readonly<Record<string, string>> = {
  autoReturn: "when it ends nobody has control until you act",
  category: "what it marks",
  line: "the line of the screen it points at, counted from the start of the session",
  minutes: "for how long",
  notes: "more about it",
  perCommand: "each command line needs that person's approval",
  practice: "a trainee's practice, marked in the recording",
  reason: "why; it is in the log",
  rejoin: "they may come back by their link",
  request: "by the number of the request instead of a name",
  run: "without pressing Enter behind it",
  text: "this instead of what was proposed",
  witness: "no longer a witness",
};
