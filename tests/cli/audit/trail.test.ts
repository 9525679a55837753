import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createAuditReader } from "../../../electron/cli/audit/reader.ts";
import type { AuditRow } from "../../../electron/cli/audit/row.ts";
import { createTrail, isWanted, type ToldAddress } from "../../../electron/cli/audit/trail.ts";
import { participantIdSchema } from "../../../shared/base/ids.ts";
import { type SessionEvent, events } from "../../../shared/events/table.ts";
import { encodeEvent } from "../../../shared/log/entry.ts";
import { encodeLine } from "../../../shared/log/line.ts";
import { goldenFiles } from "../../golden/recording-v1.ts";

const golden = readFileSync(goldenFiles.public);
const [header = ""] = golden.toString("utf8").split("\n");
const ana = participantIdSchema.parse("PAR-OWNERAAA");
const mia = participantIdSchema.parse("PAR-GUESTAAA");

/** The rows of a recording's bytes, and the entries of it that could not be read. */
function rowsOf(bytes: Uint8Array, addresses: readonly ToldAddress[] = []) {
  const rows: AuditRow[] = [];
  const damaged: number[] = [];
  const trail = createTrail({ addresses, onRow: (row) => rows.push(row) });
  const reader = createAuditReader({ onEntry: trail.handle, onDamage: (seq) => damaged.push(seq) });
  // A byte at a time: files come in pieces that end anywhere.
  for (const byte of bytes) reader.feed(Uint8Array.of(byte));
  trail.end();
  return { rows, damaged };
}

function recordingOf(...happened: readonly (readonly [intervalMs: number, event: SessionEvent])[]) {
  const [started = "", joined = ""] = golden
    .toString("utf8")
    .split("\n")
    .filter((line) => /session\.started|participant\.joined/.test(line));
  const lines = happened.map(([intervalMs, event]) => {
    const { code, data } = encodeEvent(event);
    return Buffer.from(encodeLine(intervalMs, code, data)).toString("utf8");
  });
  return Buffer.from([header, started, joined, ...lines, ""].join("\n"));
}

test("every entry that has an audit name is a row, in order, with who, when, how approved and why", () => {
  const { rows, damaged } = rowsOf(golden);
  expect(damaged).toEqual([]);
  expect(rows.map(({ atMs, audit, who }) => [new Date(atMs).toISOString(), audit, who?.name])).toEqual([
    ["2026-01-01T00:00:00.000Z", "SESSION_STARTED", "Ana"],
    ["2026-01-01T00:00:02.100Z", "PARTICIPANT_JOIN", "Guest (Mia)"],
    ["2026-01-01T00:00:02.103Z", "PARTICIPANT_CONNECTED", "Guest (Mia)"],
    ["2026-01-01T00:00:04.103Z", "INPUT_SUBMITTED", "Guest (Mia)"],
    ["2026-01-01T00:00:05.611Z", "CHAT_MESSAGE", "Guest (Mia)"],
    ["2026-01-01T00:00:05.611Z", "SCREEN_RESIZED", undefined],
    ["2026-01-01T00:00:06.016Z", "WITNESS_STATED", "Guest (Mia)"],
    ["2026-01-01T00:00:06.036Z", "PARTICIPANT_LEAVE", "Guest (Mia)"],
    // The host was started again an hour after the session began.
    ["2026-01-01T01:00:00.000Z", "EPOCH_BEGAN", undefined],
    ["2026-01-01T01:00:00.015Z", "TARGET_EXITED", undefined],
    ["2026-01-01T01:00:00.015Z", "SESSION_ENDED", undefined],
  ]);
  expect(rows[1]).toMatchObject({ how: "by Ana", event: "participant.joined" });
  expect(rows[3]?.what).toBe("kind key, bytes 6");
  expect(rows.at(-1)).toMatchObject({ why: "target-exited", what: "exitCode 0" });
});

test("reasons, approvals, whose a line is, and which of several events a name stands for are told", () => {
  const { rows } = rowsOf(
    recordingOf(
      [0, { type: "line.queued", line: 1, participant: mia, text: "ls" }],
      [0, { type: "line.started", line: 1 }],
      [0, { type: "permission.changed", participant: mia, by: ana, permissions: { allow_chat: false } }],
      [0, { type: "sharing.switched", by: ana, on: false, reason: "Lunch" }],
      [
        0,
        {
          type: "control.granted",
          to: mia,
          from: ana,
          by: ana,
          via: "request",
          untilMs: null,
          autoReturn: true,
          practice: false,
          reason: "Your turn",
        },
      ],
      [0, { type: "clock.jumped", byMs: 3_600_000 }],
      [1_000, { type: "participant.removed", participant: mia, by: ana, rejoin: false, reason: "Enough" }],
    ),
  );
  const told = rows.slice(2).map(({ audit, who, what, how, why }) => [audit, who?.name, what, how, why]);
  expect(told).toEqual([
    ["LINE_QUEUED", "Guest (Mia)", "line 1, text ls", undefined, undefined],
    ["LINE_STARTED", "Guest (Mia)", "line 1", undefined, undefined],
    ["PERMISSION_CHANGED", "Ana", "participant Guest (Mia), permissions -allow_chat", undefined, undefined],
    ["SHARING_SETTINGS_CHANGED", "Ana", "sharing.switched: on no", undefined, "Lunch"],
    [
      "CONTROL_TRANSFER",
      "Ana",
      "control.granted: to Guest (Mia), from Ana, untilMs none, autoReturn yes, practice no",
      "via request",
      "Your turn",
    ],
    ["CLOCK_JUMPED", undefined, "byMs 3600000", undefined, undefined],
    ["PARTICIPANT_REMOVED", "Ana", "participant Guest (Mia), rejoin no", undefined, "Enough"],
  ]);
  expect((rows.at(-1)?.atMs ?? 0) - (rows.at(-3)?.atMs ?? 0)).toBe(3_601_000);
});

test("addresses of the private file stand where people came, and as rows at their time", () => {
  const addresses: ToldAddress[] = [];
  const reader = createAuditReader({
    onEntry: ({ event, ...place }) => {
      if (event.type === "participant.address") addresses.push({ ...place, event });
    },
    onDamage: () => {},
  });
  reader.feed(readFileSync(goldenFiles.private));
  expect(addresses).toHaveLength(1);
  const { rows } = rowsOf(golden, addresses);
  expect(rows.map(({ audit, from }) => [audit, from]).slice(1, 5)).toEqual([
    ["PARTICIPANT_JOIN", "192.0.2.7 (told by the server)"],
    ["PARTICIPANT_CONNECTED", "192.0.2.7 (told by the server)"],
    ["PARTICIPANT_ADDRESS", undefined],
    ["INPUT_SUBMITTED", undefined],
  ]);
});

test("rows are chosen by whom they concern, under a name or an id, and by either name of an event", () => {
  const { rows } = rowsOf(golden);
  const chosen = (wanted: Parameters<typeof isWanted>[1]) =>
    rows.filter((row) => isWanted(row, wanted)).map(({ audit }) => audit);
  // She let the guest in.
  expect(chosen({ who: "ana" })).toEqual(["SESSION_STARTED", "PARTICIPANT_JOIN"]);
  expect(chosen({ who: "par-guestaaa", event: "chat_message" })).toEqual(["CHAT_MESSAGE"]);
  expect(chosen({ event: "participant.left" })).toEqual(["PARTICIPANT_LEAVE"]);
  expect(chosen({ who: "Nobody" })).toEqual([]);
});

test("lines that say nothing are named and passed over, and one that is not there in full is not yet there", () => {
  const lines = golden.toString("utf8").split("\n");
  const broken = [
    ...lines.slice(0, 3),
    "[0, what]",
    '[0, "t", "{\\"type\\":\\"later.event\\"}"]',
    "[0.1, ",
  ].join("\n");
  const { rows, damaged } = rowsOf(Buffer.from(broken));
  expect(damaged).toEqual([3]);
  expect(rows.map(({ audit, event }) => [audit, event])).toEqual([
    ["SESSION_STARTED", "session.started"],
    ["UNKNOWN", "later.event"],
  ]);
});

test("every audit name of the table is words in capitals", () => {
  const names = Object.values(events).flatMap(({ audit }) => audit ?? []);
  expect(names.filter((name) => !/^[A-Z]+(?:_[A-Z]+)*$/.test(name))).toEqual([]);
});
