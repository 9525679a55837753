import fc from "fast-check";
import { toBase64url } from "../../shared/base/bytes.ts";
import { linkIdSchema, participantIdSchema, sessionIdSchema } from "../../shared/base/ids.ts";
import type { Entry, EventOf, EventType, SessionEvent } from "../../shared/events/table.ts";
import {
  chatTextSchema,
  displayNameSchema,
  modeSchema,
  permissionNames,
  permissionsSchema,
  roleSchema,
  sentenceSchema,
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
const mode = fc
  .tuple(fc.boolean(), fc.integer({ min: 1, max: 100 }))
  .map(([isViewOnly, max_participants]) =>
    modeSchema.parse(
      isViewOnly
        ? { name: "view_only", max_participants }
        : { name: "interactive", input_merge_mode: "interleaved", max_participants },
    ),
  );
const cols = fc.integer({ min: 2, max: 1000 });
const rows = fc.integer({ min: 1, max: 500 });
const optional = { requiredKeys: [] as never[] };
const maybe = <T>(key: string, arbitrary: fc.Arbitrary<T>) => fc.record({ [key]: arbitrary }, optional);

const started: fc.Arbitrary<EventOf<"session.started">> = fc
  .record({ title, name, key: bytes(32), permissions, cols, rows, mode, recorded: fc.boolean(), at: wallMs })
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
    why: fc.constantFrom("left", "lost", "session-ended"),
  }),
  "participant.removed": of(
    "participant.removed",
    { participant, by: participant },
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
  "chat.sent": of("chat.sent", { participant, text: chatText }),
  "input.submitted": of("input.submitted", {
    participant,
    kind: fc.constantFrom("key", "paste", "mouse", "focus"),
    bytes: fc.nat(),
  }),
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
