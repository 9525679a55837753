import { describe, expect, it } from "vitest";
import { linkIdSchema, participantIdSchema, sessionIdSchema } from "../../../shared/base/ids.ts";
import { maxMessageBytes } from "../../../shared/channel/connection.ts";
import { defaultModes } from "../../../shared/events/mode.ts";
import type { SessionEvent } from "../../../shared/events/table.ts";
import { grants, ownerPermissions } from "../../../shared/policy/capabilities.ts";
import { evolve, evolvePrivate, initialState } from "../../../shared/state/evolve.ts";
import { maxQueue } from "../../../shared/state/control.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { decodeLogFrame, encodeSnapshot } from "../../../shared/wire/log-frames.ts";

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const letters = (n: number, length: number) =>
  Array.from({ length }, (_, i) => base32[Math.floor(n / 32 ** i) % 32]).join("");
const participantOf = (n: number) => participantIdSchema.parse(`PAR-${letters(n, 8)}`);
const linkOf = (n: number) => linkIdSchema.parse(`LNK-${letters(n, 16)}`);
const owner = participantOf(999_999);

/** The longest a name of 60 UTF-16 units is in UTF-8 is 180 bytes; four-byte characters take two units each. */
const scripts = {
  "three bytes a unit": "漢",
  "four bytes a character": "😀",
  "escaped in JSON": '"',
} as const;

/** Everything at its limit: people who came, left or were removed with the longest reason, links, chat, requests. */
function worstState(letter: string, people: number, removed: boolean): SessionState {
  const text = (units: number) => letter.repeat(Math.floor(units / letter.length));
  let state = initialState(
    {
      type: "session.started",
      session: sessionIdSchema.parse(`SES-${letters(1, 16)}`),
      title: text(120),
      target: { kind: "command", label: text(200) },
      owner: { participant: owner, name: text(60), key: "K".repeat(43), permissions: ownerPermissions },
      cols: 1000,
      rows: 500,
      mode: { ...defaultModes.interactive, max_participants: 100 },
      recorded: true,
      joinerScrollback: "everything",
      startedAtMs: 1_767_225_600_000,
      sessionType: "standard",
      fourEyes: { required: true, perCommand: true },
    },
    0xffff_ffff,
  );
  let seq = 0;
  const happen = (event: SessionEvent) => {
    seq += 1;
    state = evolve(state, { epoch: 0xffff_ffff, seq, elapsedMs: seq * 1_000, event });
  };
  for (let i = 0; i < 200; i++) {
    happen({
      type: "link.created",
      link: linkOf(i),
      by: owner,
      grant: "interact",
      expiresAtMs: 1_900_000_000_000,
      maxUses: 10_000,
      approval: false,
    });
  }
  for (let i = 0; i < people; i++) {
    const participant = participantOf(i);
    happen({
      type: "participant.joined",
      participant,
      name: text(60),
      key: String(i).padStart(43, "K"),
      role: "incident_responder",
      permissions: grants.view.permissions,
      link: linkOf(i % 200),
      approval: { method: "person", by: owner },
      acceptedRecording: true,
    });
    happen({ type: "input.submitted", participant, kind: "key", bytes: 1 });
    state = evolvePrivate(state, {
      type: "participant.address",
      participant,
      address: "f".repeat(64),
      toldBy: "connection",
    });
    if (i < 100) continue;
    if (removed)
      happen({ type: "participant.removed", participant, by: owner, reason: text(500), rejoin: false });
    else happen({ type: "participant.left", participant, why: "lost" });
  }
  for (let i = 0; i < 20; i++) {
    happen({
      type: "join.requested",
      participant: participantOf(500_000 + i),
      name: text(60),
      key: "K".repeat(43),
      link: linkOf(0),
      untilMs: 1_900_000_000_000,
      acceptedRecording: true,
    });
  }
  const everybody = Array.from({ length: 10 }, (_, i) => participantOf(i));
  for (let i = 0; i < 400; i++)
    happen({ type: "chat.sent", participant: owner, text: text(i < 300 ? 4_000 : 266), mentions: everybody });
  fillNotes(happen, text);
  return state;
}

/** What people leave beside the screen, and what waits: the longest of each, and as many as it takes to fill it. */
function fillNotes(happen: (event: SessionEvent) => void, text: (units: number) => string): void {
  const reason = text(500);
  for (let i = 0; i < maxQueue; i++) {
    const asked = { request: i + 1, participant: participantOf(i), minutes: 15, reason } as const;
    happen({ type: "control.requested", ...asked });
  }
  happen({
    type: "control.offered",
    offer: 1,
    to: participantOf(1),
    by: owner,
    awaits: "recipient",
    untilMs: 1_900_000_000_000,
    minutes: 15,
    autoReturn: true,
    practice: true,
    reason,
  });
  // As long as the queue lets lines be, one of them running.
  happen({ type: "line.queued", line: 1, participant: owner, text: text(4_000) });
  happen({ type: "line.started", line: 1 });
  for (let i = 0; i < 100; i++) {
    happen({ type: "line.queued", line: i + 2, participant: participantOf(i), text: text(100) });
  }
  for (let i = 0; i < 200; i++) {
    const participant = participantOf(i % 100);
    const proposal = i + 1;
    happen({ type: "proposal.made", proposal, participant, text: text(i % 2 === 0 ? 4_000 : 20) });
    if (i % 3 === 0) happen({ type: "proposal.approved", proposal, by: owner, text: text(4_000) });
    if (i % 3 === 1) happen({ type: "proposal.rejected", proposal, by: owner, reason });
    const question = i + 1;
    happen({ type: "question.asked", question, participant, text: text(i % 2 === 0 ? 2_000 : 20) });
    for (let k = 0; k < 6; k++) {
      happen({ type: "question.answered", question, by: owner, text: text(i % 2 === 0 ? 20 : 2_000) });
    }
    happen({ type: "hand.raised", participant });
    happen({
      type: "bookmark.added",
      bookmark: i + 1,
      participant,
      label: text(500),
      category: "resolution",
      notes: text(i % 2 === 0 ? 2_000 : 20),
      line: 1_000_000_000,
    });
    happen({
      type: "annotation.added",
      annotation: i + 1,
      participant,
      shape: "freehand",
      colour: "person",
      label: text(500),
      buffer: "alternate",
      points: Array.from({ length: i % 2 === 0 ? 200 : 2 }, () => ({ line: 999_999_999.9, col: 999.9 })),
      untilMs: null,
    });
  }
  for (let i = 0; i < 200; i++) {
    happen({ type: "participant.blocked", participant: participantOf(100 + i), by: owner, reason });
  }
}

describe("[F4] a snapshot", () => {
  it.each(Object.entries(scripts))(
    "fits a message at the limits of everything, in letters of %s",
    (_name, letter) => {
      const bytes = encodeSnapshot(worstState(letter, 500, false));
      expect(bytes.length).toBeLessThanOrEqual(maxMessageBytes.log);
      expect(decodeLogFrame(bytes)).toMatchObject({ ok: true });
    },
  );

  it.each(Object.entries(scripts))(
    "fits a message when hundreds were removed, each with the longest reason, in letters of %s",
    (_name, letter) => {
      const bytes = encodeSnapshot(worstState(letter, 800, true));
      expect(bytes.length).toBeLessThanOrEqual(maxMessageBytes.log);
      expect(decodeLogFrame(bytes)).toMatchObject({ ok: true });
    },
  );
});
