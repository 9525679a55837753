import fc from "fast-check";
import { toBase64url } from "../../shared/base/bytes.ts";
import { linkIdSchema, participantIdSchema, sessionIdSchema } from "../../shared/base/ids.ts";
import { type Mode, modeSchema } from "../../shared/events/mode.ts";
import {
  annotationColourSchema,
  annotationShapeSchema,
  bookmarkCategorySchema,
} from "../../shared/events/notes.ts";
import type { Entry, EventOf, EventType, SessionEvent } from "../../shared/events/table.ts";
import {
  chatTextSchema,
  displayNameSchema,
  permissionNames,
  permissionsSchema,
  commandLineSchema,
  commandTextSchema,
  noteTextSchema,
  roleSchema,
  sentenceSchema,
  sessionTypeSchema,
  titleSchema,
} from "../../shared/events/terms.ts";

/** Arbitrary events of every kind; ids come from a few, so that they meet each other. */

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const idOf = (number: number, length: number) => (base32[number] ?? "A").repeat(length);

export const sessionId = sessionIdSchema.parse(`SES-${idOf(0, 16)}`);
export const ownerId = participantIdSchema.parse(`PAR-${idOf(31, 8)}`);

const participant = fc
  .oneof({ weight: 8, arbitrary: fc.nat(6) }, { weight: 1, arbitrary: fc.constant(31) })
  .map((number) => participantIdSchema.parse(`PAR-${idOf(number, 8)}`));
const link = fc.nat(4).map((number) => linkIdSchema.parse(`LNK-${idOf(number, 16)}`));
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map(toBase64url);
const wallMs = fc.nat(1_000_000).map((ms) => 1_767_225_600_000 + ms);
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.constantFrom("naïve", "日本語", "😀", 'with "quotes" and \\', "\ud800", "مرحبا", "Z\u0301", "\u2028"),
);

/** Texts as the schema leaves them, which is what an event holds. */
function parsed<T>(schema: { safeParse(value: unknown): { success: boolean; data?: T } }, fallback: T) {
  return text.map((value) => schema.safeParse(value).data ?? fallback);
}

const name = parsed(displayNameSchema, "Ana");
const sentence = parsed(sentenceSchema, "because");
const chatText = parsed(chatTextSchema, "hello");
const noteText = parsed(noteTextSchema, "a note");
const commandText = parsed(commandTextSchema, "ls -la\ndf");
const commandLine = parsed(commandLineSchema, "ls -la");
const title = parsed(titleSchema, "prod-db-01");
const permissions = fc.record({
  allow_control_request: fc.boolean(),
  allow_input: fc.boolean(),
  allow_chat: fc.boolean(),
  allow_annotations: fc.boolean(),
  allow_screenshots: fc.boolean(),
  allow_clipboard: fc.boolean(),
  allow_recording_access: fc.boolean(),
});
const somePermissions = fc
  .tuple(permissions, fc.subarray([...permissionNames]))
  .map(([all, kept]) =>
    permissionsSchema.partial().parse(Object.fromEntries(kept.map((each) => [each, all[each]]))),
  );
const places = fc.integer({ min: 1, max: 100 });
const mode: fc.Arbitrary<Mode> = fc
  .oneof(
    fc.record({ name: fc.constant("view_only"), allow_chat: fc.boolean(), max_viewers: places }),
    fc.record({
      name: fc.constant("interactive"),
      input_merge_mode: fc.constantFrom("interleaved", "queued", "token"),
      activity_timeout_seconds: fc.integer({ min: 10, max: 600 }),
      max_participants: places,
    }),
    fc.record({
      name: fc.constant("presenter"),
      initial_presenter: fc.oneof(fc.constant("owner"), participant),
      auto_return_to_owner_seconds: fc.integer({ min: 10, max: 600 }),
      owner_idle_minutes: fc.option(fc.integer({ min: 1, max: 240 })),
      max_viewers: places,
    }),
  )
  .map((each) => modeSchema.parse(each));
const cols = fc.integer({ min: 2, max: 1000 });
const rows = fc.integer({ min: 1, max: 500 });
const optional = { requiredKeys: [] as never[] };
const maybe = <T>(key: string, arbitrary: fc.Arbitrary<T>) => fc.record({ [key]: arbitrary }, optional);

const started: fc.Arbitrary<EventOf<"session.started">> = fc
  .record({
    title,
    name,
    key: bytes(32),
    permissions,
    cols,
    rows,
    mode,
    recorded: fc.boolean(),
    at: wallMs,
    sessionType: fc.constantFrom(...sessionTypeSchema.options),
    fourEyes: fc.record({ required: fc.boolean(), perCommand: fc.boolean() }),
  })
  .map(({ name: ownerName, key, permissions: own, at, ...rest }) => ({
    type: "session.started",
    session: sessionId,
    target: { kind: "shell", label: "bash" },
    owner: { participant: ownerId, name: ownerName, key, permissions: own },
    joinerScrollback: "everything",
    startedAtMs: at,
    ...rest,
  }));

const of = <Type extends EventType, Fields extends object>(
  type: Type,
  fields: { readonly [Key in keyof Fields]: fc.Arbitrary<Fields[Key]> },
  more: fc.Arbitrary<object> = fc.constant({}),
) => fc.tuple(fc.record(fields), more).map(([own, extra]) => ({ type, ...own, ...extra }));

const number = fc.integer({ min: 1, max: 8 });
const minutes = fc.integer({ min: 1, max: 240 });
const place = fc.record({ line: fc.nat(100_000), col: fc.nat(1_000).map((tenths) => tenths / 10) });

const ranges = fc
  .uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 8 })
  .map((numbers) => numbers.sort((a, b) => a - b))
  .map((sorted) => sorted.filter((_, i) => i % 2 === 0).map((from) => [from * 10, from * 10 + 3] as const));

/** A row for every event there is. */
const arbitraries = {
  output: of("output", { text: fc.string({ unit: "binary", maxLength: 200 }) }),
  resized: of("resized", { cols, rows }),
  "target.exited": of("target.exited", { code: fc.integer({ min: -9_999_999, max: 9_999_999 }) }),
  "session.started": started,
  "session.ended": of(
    "session.ended",
    { why: fc.constantFrom("owner", "target-exited", "target-failed", "host-stopped") },
    fc.record({ exitCode: fc.integer(), message: text }, optional),
  ),
  "mode.changed": of("mode.changed", { by: participant, mode }),
  "recording.failed": of("recording.failed", { message: text }),
  "screen.failed": of("screen.failed", { message: text }),
  "clock.jumped": of("clock.jumped", { byMs: fc.integer({ min: -1e9, max: 1e9 }) }),
  "terminal.replied": of("terminal.replied", { bytes: fc.integer({ min: 1, max: 4096 }) }),
  "join.requested": of("join.requested", {
    participant,
    name,
    key: bytes(32),
    link,
    untilMs: wallMs,
    acceptedRecording: fc.boolean(),
  }),
  "join.denied": of("join.denied", { participant, by: participant }, maybe("reason", sentence)),
  "join.lapsed": of("join.lapsed", { participant, why: fc.constantFrom("approval-timeout", "gone") }),
  "participant.joined": of(
    "participant.joined",
    {
      participant,
      name,
      key: bytes(32),
      role: fc.constantFrom(...roleSchema.options),
      permissions,
      approval: fc.oneof(
        fc.constant({ method: "link" }),
        fc.constant({ method: "owner" }),
        participant.map((by) => ({ method: "person", by })),
      ),
      acceptedRecording: fc.boolean(),
    },
    maybe("link", link),
  ),
  "participant.address": of("participant.address", {
    participant,
    address: fc.string({ maxLength: 64 }),
    toldBy: fc.constantFrom("server", "connection"),
  }),
  "participant.connected": of("participant.connected", { participant }),
  "participant.disconnected": of("participant.disconnected", { participant, untilMs: wallMs }),
  "participant.left": of("participant.left", {
    participant,
    why: fc.constantFrom("left", "lost", "idle", "session-ended", "sharing-off"),
  }),
  "participant.removed": of(
    "participant.removed",
    { participant, by: participant, rejoin: fc.boolean() },
    maybe("reason", sentence),
  ),
  "permission.changed": of("permission.changed", {
    participant,
    by: participant,
    permissions: somePermissions,
  }),
  "link.created": of("link.created", {
    link,
    by: participant,
    grant: fc.constantFrom("view", "interact"),
    expiresAtMs: wallMs,
    maxUses: fc.option(fc.integer({ min: 1, max: 10_000 })),
    approval: fc.boolean(),
  }),
  "link.revoked": of("link.revoked", { link, by: participant }),
  "link.expired": of("link.expired", { link }),
  "link.restricted": of("link.restricted", { link, by: participant }),
  "chat.sent": of("chat.sent", {
    participant,
    text: chatText,
    mentions: fc.array(participant, { maxLength: 3 }),
  }),
  "input.submitted": of("input.submitted", {
    participant,
    kind: fc.constantFrom("key", "paste", "mouse", "focus", "line", "interrupt", "proposal"),
    bytes: fc.nat(),
  }),
  "input.lapsed": of("input.lapsed", { participant }),
  "input.resumed": of("input.resumed", { participant }),
  "session.paused": of("session.paused", { by: participant }),
  "session.resumed": of("session.resumed", { by: participant }),
  "scrollback.changed": of("scrollback.changed", {
    by: participant,
    joinerScrollback: fc.constantFrom("everything", "screen", "none"),
  }),
  "four_eyes.required": of("four_eyes.required", { by: participant, perCommand: fc.boolean() }),
  "witness.named": of("witness.named", { participant, by: participant, witness: fc.boolean() }),
  "view.changed": of("view.changed", { participant, inView: fc.boolean() }),
  "participant.active": of("participant.active", { participant }),
  "participant.blocked": of(
    "participant.blocked",
    { participant, by: participant },
    maybe("reason", sentence),
  ),
  "participant.unblocked": of("participant.unblocked", { participant, by: participant }),
  "role.changed": of("role.changed", {
    participant,
    by: participant,
    role: fc.constantFrom(...roleSchema.exclude(["owner"]).options),
  }),
  "sharing.switched": of("sharing.switched", { by: participant, on: fc.boolean() }),
  "control.requested": of(
    "control.requested",
    { request: number, participant, minutes },
    maybe("reason", sentence),
  ),
  "control.denied": of(
    "control.denied",
    { request: number, participant, by: participant },
    maybe("reason", sentence),
  ),
  "control.cancelled": of("control.cancelled", { request: number, participant }),
  "control.expired": of("control.expired", {
    request: number,
    participant,
    why: fc.constantFrom("mode-changed", "gone", "not-permitted", "session-ended"),
  }),
  "control.offered": of(
    "control.offered",
    {
      offer: number,
      to: participant,
      by: participant,
      awaits: fc.constantFrom("owner", "recipient"),
      untilMs: wallMs,
      minutes,
      autoReturn: fc.boolean(),
      practice: fc.boolean(),
    },
    maybe("reason", sentence),
  ),
  "control.offer_approved": of("control.offer_approved", {
    offer: number,
    by: participant,
    untilMs: wallMs,
  }),
  "control.offer_ended": of("control.offer_ended", {
    offer: number,
    to: participant,
    why: fc.constantFrom("declined", "denied", "withdrawn", "lapsed", "gone", "replaced", "session-ended"),
  }),
  "control.granted": of(
    "control.granted",
    {
      to: participant,
      from: fc.option(participant),
      by: participant,
      via: fc.constantFrom("request", "offer", "transfer", "queue", "token"),
      untilMs: fc.option(wallMs),
      autoReturn: fc.boolean(),
      practice: fc.boolean(),
    },
    fc.record({ request: number, offer: number, reason: sentence }, optional),
  ),
  "control.returned": of(
    "control.returned",
    {
      from: fc.option(participant),
      to: fc.option(participant),
      why: fc.constantFrom("handed-back", "reclaimed", "time-up", "idle", "holder-lost", "holder-gone"),
      practice: fc.boolean(),
    },
    maybe("by", participant),
  ),
  "line.queued": of("line.queued", { line: number, participant, text: commandLine }),
  "line.started": of("line.started", { line: number }),
  "line.finished": of(
    "line.finished",
    { line: number, how: fc.constantFrom("integration", "process", "silence", "skipped") },
    maybe("exitCode", fc.integer()),
  ),
  "line.removed": of("line.removed", {
    line: number,
    by: participant,
    why: fc.constantFrom("cancelled", "cleared", "gone", "not-permitted", "mode-changed"),
  }),
  "line.moved": of("line.moved", { line: number, by: participant }),
  "line.opened": of("line.opened", { participant }),
  "line.closed": of("line.closed", {
    participant,
    why: fc.constantFrom("handed-back", "taken-back", "gone", "not-permitted", "mode-changed", "lapsed"),
  }),
  "line.completion_changed": of("line.completion_changed", {
    completion: fc.constantFrom("integration", "process", "silence"),
  }),
  "proposal.made": of("proposal.made", { proposal: number, participant, text: commandText }),
  "proposal.approved": of(
    "proposal.approved",
    { proposal: number, by: participant },
    maybe("text", commandText),
  ),
  "proposal.rejected": of(
    "proposal.rejected",
    { proposal: number, by: participant },
    maybe("reason", sentence),
  ),
  "proposal.withdrawn": of("proposal.withdrawn", { proposal: number }),
  "question.asked": of("question.asked", { question: number, participant, text: noteText }),
  "question.answered": of("question.answered", { question: number, by: participant, text: noteText }),
  "question.closed": of("question.closed", { question: number, by: participant }),
  "hand.raised": of("hand.raised", { participant }),
  "hand.lowered": of("hand.lowered", { participant, by: participant }),
  "annotation.added": of(
    "annotation.added",
    {
      annotation: number,
      participant,
      shape: fc.constantFrom(...annotationShapeSchema.options),
      colour: fc.constantFrom(...annotationColourSchema.options),
      buffer: fc.constantFrom("main", "alternate"),
      points: fc.array(place, { minLength: 1, maxLength: 5 }),
      untilMs: fc.option(wallMs),
    },
    maybe("label", sentence),
  ),
  "annotations.cleared": of("annotations.cleared", {
    by: participant,
    annotations: fc.option(fc.array(number, { minLength: 1, maxLength: 5 })),
  }),
  "bookmark.added": of(
    "bookmark.added",
    {
      bookmark: number,
      participant,
      label: sentence,
      category: fc.constantFrom(...bookmarkCategorySchema.options),
    },
    fc.record({ notes: noteText, line: fc.nat(100_000) }, optional),
  ),
  "bookmark.removed": of("bookmark.removed", { bookmark: number, by: participant }),
  "epoch.began": of("epoch.began", {
    epoch: fc.integer({ min: 1, max: 0xffff_ffff }),
    n: fc.nat(),
    head: bytes(32),
    wallMs,
  }),
  checkpoint: of(
    "checkpoint",
    { n: fc.nat(), elapsedMs: fc.nat(), head: bytes(32), private: bytes(32), signature: bytes(64) },
    maybe("sealed", fc.constant(true)),
  ),
  "checkpoint.salt": of("checkpoint.salt", { n: fc.nat(), salt: bytes(16) }),
  "witness.stated": of("witness.stated", {
    participant,
    key: bytes(32),
    session: fc.constant(sessionId),
    epoch: fc.integer({ min: 1, max: 0xffff_ffff }),
    n: fc.nat(),
    head: bytes(32),
    received: ranges,
    signature: bytes(64),
  }),
} as const satisfies { readonly [Type in EventType]: fc.Arbitrary<{ readonly type: Type }> };

/** The event of a kind; its row above is held to the schema by the test that parses every one of them. */
export const eventOf = (type: EventType) => arbitraries[type] as fc.Arbitrary<SessionEvent>;

export const anyEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  ...(Object.keys(arbitraries) as EventType[]).map(eventOf),
);

export interface Story {
  readonly first: EventOf<"session.started">;
  readonly entries: readonly Entry[];
}

/** A session's beginning and what came after it, in an order that nobody has to have been able to bring about. */
export const anyStory: fc.Arbitrary<Story> = fc
  .tuple(started, fc.array(fc.tuple(anyEvent, fc.nat(5_000)), { maxLength: 60 }))
  .map(([first, events]) => {
    let elapsedMs = 0;
    return {
      first,
      entries: events.map(([event, intervalMs], i) => ({
        epoch: 1,
        seq: i + 1,
        elapsedMs: (elapsedMs += intervalMs),
        event,
      })),
    };
  });
