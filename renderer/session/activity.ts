import type { Entry } from "../../shared/events/table.ts";
import type { Permissions } from "../../shared/events/terms.ts";
import type { Participant, SessionState } from "../../shared/state/state.ts";
import { fullName } from "../ui/person.ts";
import { nameList } from "../ui/words.ts";

/** One line of the activity list. */
export interface ActivityLine {
  readonly key: string;
  /** Of the latest thing it tells, wall ms. */
  readonly atMs: number;
  readonly kind: "came" | "went" | "sharing" | "rights" | "session" | "trouble";
  readonly text: string;
  /** For lines that gather: who so far, in order. */
  readonly people?: readonly Pick<Participant, "id" | "name" | "role">[];
  readonly verb?: Verb;
}

/** What several people do is told in one line when it happens within this time. */
const gatherMs = 60_000;
/** Older lines are in the recording. */
const linesKept = 500;

const verbs = {
  joined: { kind: "came", text: "joined" },
  "came back": { kind: "came", text: "came back" },
  left: { kind: "went", text: "left" },
  "lost the line": { kind: "trouble", text: "lost the line" },
} as const satisfies Record<string, { readonly kind: ActivityLine["kind"]; readonly text: string }>;
type Verb = keyof typeof verbs;

type Somebody = Pick<Participant, "id" | "name" | "role">;

function gathered(
  lines: readonly ActivityLine[],
  verb: Verb,
  person: Somebody,
  at: { readonly key: string; readonly atMs: number },
): readonly ActivityLine[] {
  const { kind, text } = verbs[verb];
  // Back over what the same minute brought in comings and goings; anything else between keeps its place in time.
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i];
    if (line?.verb === undefined || at.atMs - line.atMs > gatherMs) break;
    if (line.verb !== verb) continue;
    const before = line.people ?? [];
    const people = before.some((each) => each.id === person.id) ? before : [...before, person];
    const grown = { ...line, atMs: at.atMs, people, text: `${whoAll(people)} ${text}` };
    return [...lines.slice(0, i), ...lines.slice(i + 1), grown];
  }
  return [...lines, { ...at, kind, text: `${fullName(person)} ${text}`, people: [person], verb }];
}

/** "Guest (Mia)", "Guests (Ben, Mia and 3 others)". */
function whoAll(people: readonly Somebody[]): string {
  const [only] = people;
  if (only !== undefined && people.length === 1) return fullName(only);
  const guests = people.every((each) => each.role !== "owner");
  return guests ? `Guests (${nameList(people.map((each) => each.name))})` : nameList(people.map(fullName));
}

const endings = {
  owner: "The owner ended the session",
  "target-exited": "The program ended, and the session with it",
  "target-failed": "The target failed, and the session ended",
  "host-stopped": "The host stopped, and the session ended",
} as const satisfies Record<Extract<SessionState["phase"], { name: "ended" }>["why"], string>;

/** The list with what one entry adds to it: between the state before it and the state after it. */
export function withEntry(
  lines: readonly ActivityLine[],
  entry: Entry,
  before: SessionState,
  state: SessionState,
): readonly ActivityLine[] {
  const at = {
    key: `${entry.epoch}.${entry.seq}`,
    atMs: Math.round(state.wallOffsetMs + entry.elapsedMs),
  };
  const { event } = entry;
  const nameOf = (id: Participant["id"]) => {
    const person = state.participants[id];
    return person === undefined ? "Somebody" : fullName(person);
  };
  const line = (kind: ActivityLine["kind"], text: string) =>
    [...lines, { ...at, kind, text }].slice(-linesKept);
  const gather = (verb: Verb, id: Participant["id"]) => {
    const person = state.participants[id];
    return person === undefined ? lines : gathered(lines, verb, person, at).slice(-linesKept);
  };
  switch (event.type) {
    case "participant.joined":
      return gather("joined", event.participant);
    case "participant.connected":
      return gather("came back", event.participant);
    case "participant.disconnected":
      return gather("lost the line", event.participant);
    case "participant.left":
      return event.why === "session-ended" ? lines : gather("left", event.participant);
    case "participant.removed":
      return line(
        "rights",
        `${nameOf(event.by)} removed ${nameOf(event.participant)}${event.reason === undefined ? "" : `: ${event.reason}`}`,
      );
    case "permission.changed":
      return line(
        "rights",
        `${nameOf(event.by)} ${permissionText(before.participants[event.participant]?.permissions, event.permissions)} ${nameOf(event.participant)}`,
      );
    case "join.requested":
      return line("came", `Guest (${event.name}) asked to be let in`);
    case "join.denied":
      return line("went", `${nameOf(event.by)} turned somebody away`);
    case "join.lapsed":
      return line("went", "A request to be let in lapsed");
    case "link.created":
      return line(
        "sharing",
        `${nameOf(event.by)} made a link: ${event.grant === "interact" ? "may type" : "view only"}`,
      );
    case "link.revoked":
      return line("sharing", `${nameOf(event.by)} revoked a link`);
    case "link.expired":
      return line("sharing", "A link expired");
    case "link.restricted":
      return line("sharing", "A link asks for approval from now on");
    case "mode.changed":
      return line("session", `${nameOf(event.by)} set the session to ${modeText(event.mode.name)}`);
    case "recording.failed":
      return line("trouble", `The recording failed: ${event.message}`);
    case "screen.failed":
      return line("trouble", "Late joiners see the screen from here on only");
    case "clock.jumped":
      return line("trouble", "The clock of the host was set");
    case "epoch.began":
      return line("trouble", "The host was started again");
    case "session.ended":
      return line("session", endings[event.why]);
    default:
      return lines;
  }
}

export function modeText(mode: "view_only" | "interactive"): string {
  return mode === "view_only" ? "view only" : "interactive";
}

type Rights = { readonly [Name in keyof Permissions]?: boolean | undefined };

function permissionText(before: Permissions | undefined, now: Rights): string {
  const changed = (name: "allow_input" | "allow_chat") =>
    now[name] !== undefined && now[name] !== before?.[name] ? now[name] : undefined;
  const input = changed("allow_input");
  const chat = changed("allow_chat");
  if (input === false && chat === false) return "stopped typing and chat of";
  if (input !== undefined) return input ? "allowed typing to" : "stopped typing of";
  if (chat !== undefined) return chat ? "allowed chat to" : "stopped chat of";
  return "changed what is allowed to";
}

/** What a snapshot tells of the time before it: for whoever comes later. */
export function activityFromState(state: SessionState): readonly ActivityLine[] {
  let lines: readonly ActivityLine[] = [
    {
      key: "started",
      atMs: state.startedAtMs,
      kind: "session",
      text: `${nameOfOwner(state)} started the session`,
    },
  ];
  const came = Object.values(state.participants)
    .filter((each) => each.role !== "owner")
    .sort((a, b) => a.joinedAtMs - b.joinedAtMs);
  for (const person of came) {
    lines = gathered(lines, "joined", person, {
      key: `joined.${person.id}`,
      atMs: person.joinedAtMs,
    });
  }
  return lines;
}

function nameOfOwner(state: SessionState): string {
  return state.participants[state.owner]?.name ?? "The owner";
}
