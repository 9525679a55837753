import type { PeerCommandName } from "../../shared/commands/table.ts";

/** How a command of the session is said on the command line. Its help, options and checks come from the command's own row. */
export interface Words {
  /** `control request` is `tandem control request SESSION`. */
  readonly say: string;
  /** Fields of its input that stand as words behind the session, in this order; the others are options. */
  readonly args?: readonly string[];
  /** What people are told once it is done; `{who}` is a name, other braces are values of the input or the answer. */
  readonly done: string;
  /** Another sentence, where the answer has this value. */
  readonly instead?: readonly [value: string, sentence: string];
}

/** `own`: a file of its own says it. `program`: told by windows and programs, and said by its name with `tandem command`. */
type Said = Words | "own" | "program";

/** Every command a person may give a session, and its words: a row that is forgotten does not compile. */
export const words = {
  "input.key": { say: "type", args: ["data"], done: "Typed." },
  "input.paste": { say: "paste", args: ["text"], done: "Pasted." },
  "input.mouse": "program",
  "input.focus": "program",
  "input.resume": { say: "resume-input", done: "You may type again." },
  "control.transfer": {
    say: "transfer-control",
    args: ["to"],
    done: "{who} has control.",
    instead: ["offer", "Offered to {who}, who has a minute to accept."],
  },
  "control.accept": { say: "control accept", done: "You have control." },
  "control.decline": { say: "control decline", done: "Declined." },
  "control.withdraw": { say: "control withdraw", done: "Withdrawn." },
  "control.request": { say: "control request", done: "Asked; number {place} in the queue." },
  "control.cancel": { say: "control cancel", done: "You ask for control no longer." },
  "control.approve": { say: "control approve", args: ["participant"], done: "Granted." },
  "control.deny": { say: "control deny", args: ["participant"], done: "Denied." },
  "control.return": { say: "control return", done: "Handed back." },
  "control.reclaim": { say: "control reclaim", done: "You have control." },
  "line.submit": { say: "line submit", args: ["text"], done: "Queued as line {line}." },
  "line.cancel": { say: "line cancel", args: ["line"], done: "Taken out of the queue." },
  "line.jump": { say: "line jump", args: ["line"], done: "It runs next." },
  "line.clear": { say: "line clear", done: "The queue is empty." },
  "line.skip": { say: "line skip", done: "The next line may run." },
  "line.interrupt": { say: "line interrupt", done: "Ctrl-C was pressed." },
  "line.open": { say: "line open", done: "Your input is raw until you close the line." },
  "line.close": { say: "line close", done: "Lines are queued again." },
  "proposal.make": { say: "propose", args: ["text"], done: "Proposed as number {proposal}." },
  "proposal.approve": { say: "proposal approve", args: ["proposal"], done: "Typed." },
  "proposal.reject": { say: "proposal reject", args: ["proposal"], done: "Rejected." },
  "proposal.withdraw": { say: "proposal withdraw", args: ["proposal"], done: "Taken back." },
  "chat.send": { say: "chat", args: ["text"], done: "Sent." },
  "question.ask": { say: "ask", args: ["text"], done: "Asked as number {question}." },
  "question.answer": { say: "answer", args: ["question", "text"], done: "Answered." },
  "question.close": { say: "close-question", args: ["question"], done: "Closed." },
  "hand.raise": { say: "hand raise", done: "Your hand is up." },
  "hand.lower": { say: "hand lower", args: ["participant"], done: "The hand is down." },
  "annotation.add": "own",
  "annotation.clear": { say: "clear-annotations", args: ["which"], done: "Cleared." },
  "bookmark.add": { say: "bookmark", args: ["label"], done: "Bookmark {bookmark} is set." },
  "bookmark.remove": { say: "remove-bookmark", args: ["bookmark"], done: "Removed." },
  "link.create": "own",
  "link.revoke": "own",
  "join.approve": { say: "approve", args: ["participant"], done: "{who} is in." },
  "join.deny": { say: "deny", args: ["participant"], done: "{who} was turned away." },
  "participant.remove": { say: "kick", args: ["participant"], done: "{who} was removed." },
  "participant.permit": "own",
  "participant.block": { say: "block", args: ["participant"], done: "{who} was blocked." },
  "participant.unblock": {
    say: "unblock",
    args: ["participant"],
    done: "The block of {who} is lifted.",
  },
  "participant.role": { say: "role", args: ["participant", "role"], done: "{who} is {role} now." },
  "participant.witness": { say: "witness", args: ["participant"], done: "Done for {who}." },
  "presence.view": "program",
  "presence.active": "program",
  "session.leave": "program",
  "session.end": { say: "end", done: "The session has ended." },
  "session.resize": { say: "resize", args: ["cols", "rows"], done: "Resized." },
  "mode.set": "own",
  "session.pause": { say: "pause", done: "Paused: the others see nothing new and type nothing." },
  "session.resume": { say: "resume", done: "The session goes on." },
  "session.scrollback": {
    say: "scrollback",
    args: ["joinerScrollback"],
    done: "What joiners see of the past: {joinerScrollback}.",
  },
  "session.four_eyes": { say: "four-eyes", done: "A second person has to watch from here on." },
  "sharing.switch": { say: "sharing", args: ["on"], done: "Sharing was switched." },
} as const satisfies Record<PeerCommandName, Said>;

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
