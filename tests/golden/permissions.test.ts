import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  linkIdSchema,
  type ParticipantId,
  participantIdSchema,
  sessionIdSchema,
} from "../../shared/base/ids.ts";
import { commandRows } from "../../shared/commands/table.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { type Permissions, type Role, roleSchema } from "../../shared/events/terms.ts";
import { authorize, authorizeJoin } from "../../shared/policy/authorize.ts";
import { grants, ownerPermissions } from "../../shared/policy/capabilities.ts";
import { capabilityNames } from "../../shared/policy/explain.ts";
import { rules, type Decision } from "../../shared/policy/rules.ts";
import { initialState } from "../../shared/state/evolve.ts";
import type { LinkState, Participant, SessionState } from "../../shared/state/state.ts";
import { systemRandom } from "../../electron/engine/ports.ts";
import { judge, peerCall } from "../../electron/engine/session/call.ts";
import { quietFacts } from "../shared/state/facts.ts";

/** `TANDEM_GOLDEN=write` writes the file anew; the difference is for the reviewer. */
const goldenFile = new URL("./permissions.txt", import.meta.url);
const nowMs = 1_767_225_600_000;
const owner = participantIdSchema.parse("PAR-OWNER222");
const guest = participantIdSchema.parse("PAR-GUEST222");
const stranger = participantIdSchema.parse("PAR-NOBODY22");
const other = participantIdSchema.parse("PAR-OTHER222");
const link = linkIdSchema.parse("LNK-ABCDEFGH23456722");
const guestKey = "G".repeat(43);

const started = initialState(
  {
    type: "session.started",
    session: sessionIdSchema.parse("SES-ABCDEFGH23456722"),
    title: "prod-db-01",
    target: { kind: "shell", label: "bash" },
    owner: { participant: owner, name: "Olga", key: "O".repeat(43), permissions: ownerPermissions },
    cols: 80,
    rows: 24,
    mode: defaultModes.interactive,
    recorded: true,
    joinerScrollback: "everything",
    startedAtMs: nowMs,
    sessionType: "training",
    fourEyes: { required: false, perCommand: false },
  },
  1,
);

const presences = {
  here: { name: "present" },
  "line lost": { name: "lost", untilMs: nowMs + 60_000 },
  left: { name: "gone", atMs: nowMs },
  removed: { name: "removed", atMs: nowMs, rejoin: false },
  "removed, may rejoin": { name: "removed", atMs: nowMs, rejoin: true },
} as const satisfies Record<string, Participant["presence"]>;

const ended = { phase: { name: "ended", why: "owner", atMs: nowMs } } as const;

const presenting = { mode: defaultModes.presenter, control: { ...started.control, holder: owner } } as const;

/** How a guest came to control. */
const grant = {
  by: owner,
  untilMs: nowMs + 60_000,
  autoReturn: true,
  practice: false,
  sinceMs: nowMs,
} as const;

/** A witness who is here and watches. */
const watched = {
  participants: {
    ...started.participants,
    [other]: {
      id: other,
      name: "Wim",
      key: "X".repeat(43),
      role: "observer",
      permissions: grants.view.permissions,
      approval: { method: "link" },
      joinedAtMs: nowMs,
      activeAtMs: nowMs,
      inputLapsed: false,
      inView: true,
      witness: true,
      presence: { name: "present" },
    },
  },
} as const satisfies Partial<SessionState>;

/** What a session can be like, as far as it decides anything. */
const situations = {
  interactive: {},
  queued: { mode: { ...defaultModes.interactive, input_merge_mode: "queued" } },
  "queued, line open": {
    mode: { ...defaultModes.interactive, input_merge_mode: "queued" },
    lines: { running: null, queue: [], open: guest, completion: "silence" },
  },
  "token free": { mode: { ...defaultModes.interactive, input_merge_mode: "token" } },
  "token held": {
    mode: { ...defaultModes.interactive, input_merge_mode: "token" },
    control: { ...started.control, holder: guest },
  },
  presenter: presenting,
  "presenter, given": {
    ...presenting,
    control: { ...started.control, holder: guest, grant },
  },
  "presenter, reclaim off": {
    mode: { ...defaultModes.presenter, owner_input_reclaims: false },
    control: { ...started.control, holder: guest, grant },
  },
  "presenter, nobody": { ...presenting, control: { ...started.control, holder: null } },
  "view only": { mode: defaultModes.view_only },
  "view only, chat off": { mode: { ...defaultModes.view_only, allow_chat: false } },
  paused: { paused: { by: owner, sinceMs: nowMs } },
  "paused by them": { paused: { by: guest, sinceMs: nowMs } },
  "standard type": { sessionType: "standard" },
  "four eyes": { fourEyes: { required: true, perCommand: false } },
  "four eyes, witness": { fourEyes: { required: true, perCommand: false }, ...watched },
  "each command": { fourEyes: { required: true, perCommand: true }, ...watched },
  "not recorded": { recording: "off" },
  "recording failed": { recording: "failed" },
  "screen failed": { screen: "failed" },
  ended,
} as const satisfies Record<string, Partial<SessionState>>;

function withGuest(
  state: SessionState,
  role: Role,
  permissions: Permissions,
  presence: Participant["presence"],
  more: Partial<Participant> = {},
): SessionState {
  const participant: Participant = {
    id: guest,
    name: "Gina",
    key: guestKey,
    role,
    permissions,
    link,
    approval: { method: "link" },
    joinedAtMs: nowMs,
    activeAtMs: nowMs,
    inputLapsed: false,
    inView: true,
    witness: false,
    presence,
    ...more,
  };
  return { ...state, participants: { ...state.participants, [guest]: participant } };
}

interface Who {
  readonly name: string;
  readonly id: ParticipantId;
  readonly join: (state: SessionState) => SessionState;
}

const nothing = { ...grants.view.permissions, allow_chat: false, allow_control_request: false };

const guestRoles = roleSchema.options.filter((role) => role !== "owner");

const people: readonly Who[] = [
  { name: "owner", id: owner, join: (state) => state },
  ...guestRoles.flatMap((role) =>
    [
      { may: "nothing", permissions: nothing },
      { may: "chat", permissions: { ...nothing, allow_chat: true } },
      { may: "input", permissions: { ...nothing, allow_input: true } },
      { may: "control", permissions: { ...nothing, allow_control_request: true } },
      { may: "drawing", permissions: { ...nothing, allow_annotations: true } },
      { may: "typing, pasting", permissions: { ...nothing, allow_input: true, allow_clipboard: true } },
      { may: "everything", permissions: ownerPermissions },
    ].map(({ may, permissions }) => ({
      name: `${role}, ${may}`,
      id: guest,
      join: (state: SessionState) => withGuest(state, role, permissions, presences.here),
    })),
  ),
  ...Object.entries(presences)
    .slice(1)
    .map(([name, presence]) => ({
      name: `participant, everything, ${name}`,
      id: guest,
      join: (state: SessionState) => withGuest(state, "participant", ownerPermissions, presence),
    })),
  {
    name: "participant, everything, lapsed",
    id: guest,
    join: (state) => withGuest(state, "participant", ownerPermissions, presences.here, { inputLapsed: true }),
  },
  {
    name: "observer, nothing, witness",
    id: guest,
    join: (state) => withGuest(state, "observer", nothing, presences.here, { witness: true }),
  },
  { name: "somebody else", id: stranger, join: (state) => state },
];

const words = { allow: "yes", deny: "no", ask: "asks" } as const;
const cell = ({ decision, rule }: Decision) => `${words[decision]} ${rule}`;

/** Columns as wide as their widest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}

const peerRows = commandRows.filter((row) => row.origin === "peer");

function commandsPart(): string {
  return capabilityNames
    .map((capability) => {
      const lines = people.map((who) => [
        who.name,
        ...Object.values(situations).map((situation) =>
          cell(
            authorize(
              who.join({ ...started, ...situation }),
              { kind: "participant", participant: who.id },
              capability,
            ),
          ),
        ),
      ]);
      const names = peerRows.filter((row) => row.capability === capability).map((row) => row.name);
      return `${capability}: ${names.length === 0 ? "asked by interfaces alone" : names.join(", ")}\n${table(["", ...Object.keys(situations)], lines)}`;
    })
    .join("\n\n");
}

const open: LinkState = {
  id: link,
  grant: "view",
  expiresAtMs: nowMs + 60_000,
  maxUses: 3,
  uses: 1,
  approval: false,
  status: "open",
};

const doors = {
  open,
  asks: { ...open, approval: true },
  "used up": { ...open, uses: 3 },
  "expired by time": { ...open, expiresAtMs: nowMs },
  expired: { ...open, status: "expired" },
  revoked: { ...open, status: "revoked" },
  "none such": undefined,
} as const satisfies Record<string, LinkState | undefined>;

const rooms = {
  "": {},
  "session full": { mode: { ...defaultModes.interactive, max_participants: 1 } },
  "notice not accepted": {},
  "sharing off": { sharing: "off" },
  "mode asks": { mode: { ...defaultModes.interactive, require_approval: true } },
  blocked: { blocked: { [guestKey]: guest } },
  "not accepted, not recorded": { recording: "off" },
  "not accepted, recording failed": { recording: "failed" },
  ended,
} as const satisfies Record<string, Partial<SessionState>>;

/** Somebody who is here and takes a place. */
function withOther(state: SessionState): SessionState {
  const { participants } = withGuest(state, "observer", grants.view.permissions, presences.here);
  const taken = participants[guest];
  if (taken === undefined) throw new Error("the guest was just put there");
  const filler: Participant = { ...taken, id: other, key: "X".repeat(43) };
  return { ...state, participants: { ...state.participants, [other]: filler } };
}

function joiningPart(): string {
  return Object.entries({ "somebody new": undefined, ...presences })
    .map(([name, presence]) => {
      const rows = Object.entries(rooms).map(([room, situation]) => [
        room === "" ? "room, recorded, accepted" : room,
        ...Object.values(doors).map((door) => {
          const links = door === undefined ? {} : { [link]: door };
          const empty: SessionState = { ...started, ...situation, links };
          const state =
            presence === undefined ? empty : withGuest(empty, "observer", grants.view.permissions, presence);
          // Full by somebody else, unless the candidate is the one who fills it.
          const isFilled =
            room === "session full" && presence?.name !== "present" && presence?.name !== "lost";
          const filled = isFilled ? withOther(state) : state;
          const acceptedRecording = !room.startsWith("not");
          return cell(authorizeJoin(filled, { key: guestKey, link, acceptedRecording }, nowMs));
        }),
      ]);
      return `${name}\n${table(["", ...Object.keys(doors)], rows)}`;
    })
    .join("\n\n");
}

const page = `Who may do what, and by which rule. Made by tests/golden/permissions.test.ts: TANDEM_GOLDEN=write makes it anew.

# Commands

${commandsPart()}

# Coming in by a link

${joiningPart()}
`;

/** Whoever holds control may do these, and so may hold it: the rule that says who does is the command's own. */
const narrower: Readonly<Record<string, readonly string[]>> = {
  "control.transfer": ["not-controller", "owner-does-this"],
  "control.return": ["not-controller"],
  "control.reclaim": ["owner-does-this", "no-input-permission"],
  "control.request": ["no-input-permission"],
  "input.mouse": ["not-controller"],
  "input.focus": ["not-controller"],
};

describe("[P1] the permission matrix", () => {
  it("is the one in tests/golden/permissions.txt", () => {
    if (process.env["TANDEM_GOLDEN"] === "write") writeFileSync(goldenFile, page);
    expect(page).toBe(readFileSync(goldenFile, "utf8"));
  });

  it("has every command that a wire may carry, and names only rules that have a sentence", () => {
    for (const row of peerRows) expect(page).toContain(row.name);
    const named = new Set([...page.matchAll(/ (?:yes|no|asks) ([a-z-]+)/g)].map((match) => match[1] ?? ""));
    for (const rule of named) expect(Object.keys(rules)).toContain(rule);
  });

  it("is what the session goes by: a command that is denied is refused by that rule, whatever else is wrong with it", () => {
    const inputs: Readonly<Record<string, unknown>> = {
      "input.key": { data: "x" },
      "input.paste": { text: "x" },
      "input.mouse": { data: "\u001b[<0;1;1M" },
      "input.focus": { focused: true },
      "chat.send": { text: "x" },
      "link.create": {},
      "link.revoke": { link },
      "join.approve": { participant: stranger },
      "join.deny": { participant: stranger },
      "participant.remove": { participant: stranger },
      "participant.permit": { participant: stranger },
      "session.end": {},
      "session.resize": { cols: 90, rows: 30 },
      "session.leave": {},
      "mode.set": { mode: { name: "view_only", max_viewers: 9 } },
      "control.transfer": { to: other },
      "control.accept": {},
      "control.decline": {},
      "control.withdraw": {},
      "control.request": {},
      "control.cancel": {},
      "control.approve": { participant: stranger },
      "control.deny": { participant: stranger },
      "control.return": {},
      "control.reclaim": {},
      "line.submit": { text: "ls" },
      "line.cancel": { line: 1 },
      "line.jump": { line: 1 },
      "line.clear": {},
      "line.skip": {},
      "line.interrupt": {},
      "line.open": {},
      "line.close": {},
      "proposal.make": { text: "ls" },
      "proposal.approve": { proposal: 1 },
      "proposal.reject": { proposal: 1 },
      "proposal.withdraw": { proposal: 1 },
      "question.ask": { text: "why?" },
      "question.answer": { question: 1, text: "so" },
      "question.close": { question: 1 },
      "hand.raise": {},
      "hand.lower": {},
      "annotation.add": { shape: "box", where: { unit: "cells", points: [{ line: 1, col: 1 }] } },
      "annotation.clear": {},
      "bookmark.add": { label: "here" },
      "bookmark.remove": { bookmark: 1 },
      "participant.block": { participant: stranger },
      "participant.unblock": { participant: stranger },
      "participant.role": { participant: stranger, role: "mentor" },
      "participant.witness": { participant: stranger },
      "presence.view": { inView: false },
      "presence.active": {},
      "input.resume": {},
      "session.pause": {},
      "session.resume": {},
      "session.scrollback": { joinerScrollback: "none" },
      "session.four_eyes": {},
      "sharing.switch": { on: false },
    };
    const facts = { ...quietFacts, wallMs: nowMs, targetBusy: true, random: systemRandom };
    for (const row of peerRows) {
      expect(Object.keys(inputs), "an input for every command").toContain(row.name);
      for (const who of people) {
        for (const situation of Object.values(situations)) {
          const state = who.join({ ...started, ...situation });
          const actor = { kind: "participant", participant: who.id } as const;
          const { decision, rule } = authorize(state, actor, row.capability);
          const judged = judge(state, peerCall(who.id, row.name, inputs[row.name]), facts);
          const code = judged.ok ? undefined : judged.error.code;
          if (decision === "allow" && narrower[row.name]?.includes(code ?? "") !== true) {
            expect(Object.keys(rules), `${who.name}: ${row.name}`).not.toContain(code);
          }
          if (decision === "allow") continue;
          expect(code).toBe(rule);
        }
      }
    }
  });

  it("[P4] lets nobody give a command of the host's, by whatever name", () => {
    const facts = { ...quietFacts, wallMs: nowMs, targetBusy: false, random: systemRandom };
    const hostNames = commandRows.filter((row) => row.origin === "host").map((row) => row.name);
    expect(hostNames.length).toBeGreaterThan(5);
    for (const name of [...hostNames, "__proto__", "constructor", "toString", "hasOwnProperty", ""]) {
      for (const who of people) {
        const judged = judge(who.join(started), peerCall(who.id, name, {}), facts);
        expect(judged).toMatchObject({ ok: false, error: { code: "unknown-command" } });
      }
    }
  });
});
