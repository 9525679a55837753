import { writeFileSync } from "node:fs";
import { toBase64url } from "../../shared/base/bytes.ts";
import { linkIdSchema, participantIdSchema } from "../../shared/base/ids.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import type { SessionEvent } from "../../shared/events/table.ts";
import { encodeEvent } from "../../shared/log/entry.ts";
import { createScribe, fileOf, keysOf, session } from "../shared/log/fixture.ts";

// The recording of format 1 that is kept for ever: every later version must read and verify it. It is written anew
// (`node tests/golden/recording-v1.ts`) only as long as no version with this format has been released.

export const goldenFiles = {
  public: new URL("recording-v1.cast", import.meta.url),
  private: new URL("recording-v1.private.cast", import.meta.url),
};

const owner = participantIdSchema.parse("PAR-OWNERAAA");
const guest = participantIdSchema.parse("PAR-GUESTAAA");
const keyOf = (name: string) => toBase64url(keysOf(name).publicKey);
const all = {
  allow_control_request: true,
  allow_input: true,
  allow_chat: true,
  allow_annotations: true,
  allow_screenshots: true,
  allow_clipboard: true,
  allow_recording_access: true,
};

/** The golden recording's two files, made from fixed keys, salts and times. */
export function makeGoldenRecording(): { readonly public: Uint8Array; readonly private: Uint8Array } {
  const scribe = createScribe({ seed: "golden" });
  const say = (intervalMs: number, event: SessionEvent) => {
    const { code, data } = encodeEvent(event);
    scribe.entry(intervalMs, code, data);
  };
  say(0, {
    type: "session.started",
    session,
    title: "prod-db-01",
    target: { kind: "ssh", label: "ssh prod-db-01" },
    owner: { participant: owner, name: "Ana", key: keyOf("host"), permissions: all },
    cols: 80,
    rows: 24,
    mode: defaultModes.interactive,
    recorded: true,
    joinerScrollback: "everything",
    startedAtMs: 1_767_225_600_000,
    sessionType: "standard",
    fourEyes: { required: false, perCommand: false },
  });
  say(412, { type: "output", text: "\u001b]0;prod-db-01\u0007\u001b[32mana@prod-db-01\u001b[0m:~$ " });
  scribe.checkpoint(588);
  scribe.hidden(2100, {
    type: "participant.address",
    participant: guest,
    address: "192.0.2.7",
    toldBy: "server",
  });
  say(1100, {
    type: "participant.joined",
    participant: guest,
    name: "Guest (Mia)",
    key: keyOf("guest"),
    role: "participant",
    permissions: { ...all, allow_recording_access: false },
    link: linkIdSchema.parse("LNK-ABCDEFGH23456722"),
    approval: { method: "person", by: owner },
    acceptedRecording: true,
  });
  say(3, { type: "participant.connected", participant: guest });
  say(2000, { type: "input.submitted", participant: guest, kind: "key", bytes: 6 });
  say(8, { type: "output", text: 'df -h\r\nGröße 日本語 \u{1f600} \ufffd "quoted" \\\r\n' });
  say(1500, { type: "chat.sent", participant: guest, text: "It is full.\nLook at /var.", mentions: [] });
  say(0, { type: "resized", cols: 100, rows: 30 });
  scribe.checkpoint(400);
  scribe.witness(guest, "guest");
  say(20, { type: "participant.left", participant: guest, why: "left" });
  scribe.checkpoint(1000);
  scribe.beginEpoch();
  say(10, { type: "output", text: "exit\r\n" });
  say(5, { type: "target.exited", code: 0 });
  say(0, { type: "session.ended", why: "target-exited", exitCode: 0 });
  scribe.checkpoint(1, { sealed: true });
  return { public: fileOf(scribe.public.lines), private: fileOf(scribe.private.lines) };
}

if (import.meta.main) {
  const made = makeGoldenRecording();
  for (const which of ["public", "private"] as const) writeFileSync(goldenFiles[which], made[which]);
}
