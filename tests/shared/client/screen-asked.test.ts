import { expect, it } from "vitest";
import { systemRandom } from "../../../electron/engine/ports.ts";
import { createParticipantId } from "../../../shared/base/ids.ts";
import { ok } from "../../../shared/base/result.ts";
import { createConnectionPair } from "../../../shared/channel/connection-pair.ts";
import { patientReconnect } from "../../../shared/client/reconnect.ts";
import { noScreen } from "../../../shared/client/screen-sink.ts";
import { createSessionClient } from "../../../shared/client/session-client.ts";
import { refusal } from "../../../shared/commands/refusals.ts";
import { encodeSnapshot } from "../../../shared/wire/log-frames.ts";
import { clientMessageSchema, decodeMessage, encodeMessage } from "../../../shared/wire/messages.ts";
import { incident } from "../../../renderer/fixtures/casts.ts";
import { createTestClock } from "../../support/clock.ts";
import { pass } from "../../support/session.ts";

it("a screen that is not there yet is asked for again though it never falls quiet", async () => {
  const clock = createTestClock();
  const { a: host, b: guest } = createConnectionPair();
  const client = createSessionClient({
    clock,
    reconnect: patientReconnect,
    dial: () => Promise.resolve(ok(guest)),
  });
  let asked = 0;
  host.onMessage((lane, bytes) => {
    const message = decodeMessage(clientMessageSchema, bytes);
    if (lane !== "call" || !message.ok || message.value.t !== "scrollback") return;
    asked += 1;
    host.send(
      "call",
      encodeMessage({ t: "answer", id: message.value.id, ok: false, ...refusal("no-screen") }),
    );
  });
  const { session } = incident(1_800_000_000_000);
  const participant = createParticipantId(systemRandom);
  host.send("call", encodeMessage({ t: "welcome", participant, version: 1, epoch: session.state.epoch }));
  host.send("log", encodeSnapshot(session.state));
  await pass(clock, 10, 10);
  client.setSink(noScreen);
  for (let times = 0; times < 10; times++) {
    host.send("log", encodeSnapshot(session.state));
    await pass(clock, 50, 50);
  }
  expect(asked).toBeGreaterThan(3);
  client.dispose();
});
