import { permissionNames, type Permissions } from "../../shared/events/terms.ts";
import type { Participant, SessionState } from "../../shared/state/state.ts";
import { fullName } from "../ui/person.ts";
import { controlText } from "./control-story.ts";
import { modeText } from "./mode-words.ts";
import { whoAll } from "./news/comings.ts";
import { because, type Moment } from "./news/moment.ts";
import { permissionWords, roleWords } from "./permission-words.ts";

/** One line of the activity list. */
export interface ActivityLine {
  readonly key: string;
  /** Of the latest thing it tells, wall ms. */
  readonly atMs: number;
  readonly kind: "came" | "went" | "sharing" | "rights" | "control" | "notes" | "session" | "trouble";
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

const endings = {
  owner: "The owner ended the session",
  "target-exited": "The program ended, and the session with it",
  "target-failed": "The target failed, and the session ended",
  "host-stopped": "The host stopped, and the session ended",
} as const satisfies Record<Extract<SessionState["phase"], { name: "ended" }>["why"], string>;

/** The list with what one entry adds to it, for whoever reads it. */
export function withEntry(lines: readonly ActivityLine[], moment: Moment): readonly ActivityLine[] {
  const { entry, before, after: state } = moment;
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
        `${nameOf(event.by)} removed ${nameOf(event.participant)}${because(event.reason)}`,
      );
    case "permission.changed":
      return line(
        "rights",
        `${nameOf(event.by)} ${permissionText(before.participants[event.participant]?.permissions, event.permissions)} ${nameOf(event.participant)}`,
      );
    case "join.requested":
      return line("came", `Guest (${event.name}) asked to be let in`);
    case "join.denied":
      return line(
        "went",
        `${nameOf(event.by)} turned ${guestWaiting(before, event.participant)} away${because(event.reason)}`,
      );
    case "join.lapsed":
      return line("went", `The request of ${guestWaiting(before, event.participant)} to be let in lapsed`);
    case "link.created":
      return line(
        "sharing",
        `${nameOf(event.by)} made a link: ${event.grant === "interact" ? "may type" : "view only"}`,
      );
    case "link.revoked":
      return line("sharing", `${nameOf(event.by)} revoked a link${because(event.reason)}`);
    case "link.expired":
      return line("sharing", "A link expired");
    case "link.restricted":
      return line("sharing", "A link asks for approval from now on");
    case "mode.changed":
      return line("session", `${nameOf(event.by)} set the session to ${modeText(event.mode.name)}`);
    case "participant.blocked":
      return line(
        "rights",
        `${nameOf(event.by)} blocked ${nameOf(event.participant)}${because(event.reason)}`,
      );
    case "participant.unblocked":
      return line("rights", `${nameOf(event.by)} lifted the block of ${nameOf(event.participant)}`);
    case "role.changed":
      return line(
        "rights",
        `${nameOf(event.by)} made ${nameOf(event.participant)} ${roleWords[event.role].toLowerCase()}`,
      );
    case "witness.named":
      return line(
        "rights",
        event.witness
          ? `${nameOf(event.by)} named ${nameOf(event.participant)} as a witness`
          : `${nameOf(event.participant)} is no witness any more`,
      );
    case "input.lapsed":
      return line("rights", `Typing lapsed for ${nameOf(event.participant)}`);
    case "sharing.switched":
      return line(
        "sharing",
        `${nameOf(event.by)} switched sharing ${event.on ? "on" : "off"}${because(event.reason)}`,
      );
    case "scrollback.changed":
      return line("sharing", `${nameOf(event.by)} changed what joiners see`);
    case "session.paused":
      return line("session", `${nameOf(event.by)} paused the session`);
    case "session.resumed":
      return line("session", `${nameOf(event.by)} went on`);
    case "four_eyes.required":
      return line("session", `${nameOf(event.by)} required a second person`);
    case "question.asked":
      return line("notes", `${nameOf(event.participant)} asked a question`);
    case "hand.raised":
      return line("notes", `${nameOf(event.participant)} raised a hand`);
    case "bookmark.added":
      return line("notes", `${nameOf(event.participant)} set a bookmark: ${event.label}`);
    case "proposal.made":
      return line("notes", `${nameOf(event.participant)} proposed a command`);
    case "proposal.approved":
    case "proposal.rejected": {
      const proposal = before.proposals.find((each) => each.proposal === event.proposal);
      const [did, why] =
        event.type === "proposal.approved" ? ["approved", undefined] : ["rejected", event.reason];
      const what = `what ${proposal?.name ?? "somebody"} proposed`;
      return line("notes", `${nameOf(event.by)} ${did} ${what}${because(why)}`);
    }
    case "control.requested":
    case "control.denied":
    case "control.expired":
    case "control.offered":
    case "control.offer_ended":
    case "control.granted":
    case "control.returned": {
      const text = controlText(event, moment);
      return text === undefined ? lines : line("control", text);
    }
    case "recording.failed":
      return line("trouble", `The recording failed: ${event.message}`);
    case "screen.failed":
      return line("trouble", "Who joins or falls behind sees at most the last of the output from here on");
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

type Rights = { readonly [Name in keyof Permissions]?: boolean | undefined };

/** Whoever stood at the door, by the name they gave. */
function guestWaiting(before: SessionState, id: Participant["id"]): string {
  const request = before.joinRequests[id];
  return request === undefined ? "somebody" : `Guest (${request.name})`;
}

/** The one right that was changed, by its name; where there are several, that there are. */
function permissionText(before: Permissions | undefined, now: Rights): string {
  const changed = permissionNames.filter((name) => now[name] !== undefined && now[name] !== before?.[name]);
  const [first] = changed;
  if (first === undefined) return "changed what is allowed to";
  const same = changed.every((name) => now[name] === now[first]);
  if (!same || changed.length > 3) return "changed what is allowed to";
  const deeds = changed.map((name) => permissionWords[name].deed);
  const all =
    deeds.length === 1 ? deeds.join("") : `${deeds.slice(0, -1).join(", ")} and ${deeds.at(-1) ?? ""}`;
  return now[first] === true ? `allowed ${all} to` : `stopped ${all} of`;
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
