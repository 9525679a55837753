import { afterEach, describe, expect, it } from "vitest";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { type CloseReason, closeReasons } from "../../../shared/channel/close-reason.ts";
import type { Connection } from "../../../shared/channel/connection.ts";
import { createChannelPair } from "../../../shared/channel/pair.ts";
import { createPlainConnection } from "../../../shared/channel/plain-connection.ts";
import { patientReconnect } from "../../../shared/client/reconnect.ts";
import { createSessionClient, type SessionClient } from "../../../shared/client/session-client.ts";
import type { Closing } from "../../../shared/client/status.ts";
import { createParticipantId } from "../../../shared/base/ids.ts";
import { encodeMessage } from "../../../shared/wire/messages.ts";
import { systemRandom } from "../../../electron/engine/ports.ts";
import { createTestClock } from "../../support/clock.ts";
import { pass } from "../../support/session.ts";

let client: SessionClient | undefined;
afterEach(() => client?.dispose());

/** A client whose dialling ends as told; `in` lets it in. */
function begin(outcome: () => "in" | CloseReason) {
  const clock = createTestClock();
  const dialledMs: number[] = [];
  let cut = () => {};
  const made = createSessionClient({
    clock,
    reconnect: patientReconnect,
    dial: async (): Promise<Result<Connection, Closing>> => {
      dialledMs.push(clock.monotonicMs());
      const how = outcome();
      if (how !== "in") return err({ reason: how, message: closeReasons[how] });
      const pair = createChannelPair();
      cut = pair.cut;
      const host = createPlainConnection({ channel: pair.a });
      const participant = createParticipantId(systemRandom);
      host.send("call", encodeMessage({ t: "welcome", participant, version: 1, epoch: 1 }));
      return ok(createPlainConnection({ channel: pair.b }));
    },
  });
  client = made;
  return { clock, client: made, dialledMs, cut: () => cut() };
}

describe("[F4] a link that the server does not know", () => {
  it("is looked for during a minute by somebody who was in: the host may not have told a server that lost its store", async () => {
    let how: "in" | CloseReason = "in";
    const { clock, client, dialledMs, cut } = begin(() => how);
    await pass(clock, 100, 100);
    expect(client.status.name).toBe("live");
    how = "unknown-link";
    cut();
    await pass(clock, 40_000);
    expect(client.status).toMatchObject({ name: "reconnecting", closing: { reason: "unknown-link" } });
    how = "in";
    await pass(clock, 30_000);
    expect(client.status.name).toBe("live");
    expect(dialledMs.length, "each try counts as a failure at the server").toBeLessThan(8);
  });

  it("is given up after that minute, and looked for as patiently the next time", async () => {
    let how: "in" | CloseReason = "in";
    const { clock, client, cut } = begin(() => how);
    await pass(clock, 100, 100);
    for (let time = 0; time < 2; time++) {
      how = "unknown-link";
      cut();
      await pass(clock, 55_000);
      expect(client.status.name).toBe("reconnecting");
      await pass(clock, 15_000);
      expect(client.status).toMatchObject({ name: "over", closing: { reason: "unknown-link" } });
      how = "in";
      client.retry();
      await pass(clock, 100, 100);
      expect(client.status.name).toBe("live");
    }
  });

  it("is final for somebody who was never in", async () => {
    const { clock, client, dialledMs } = begin(() => "unknown-link");
    await pass(clock, 100, 100);
    expect(client.status).toMatchObject({ name: "over", closing: { reason: "unknown-link" } });
    await pass(clock, 70_000);
    expect(dialledMs).toHaveLength(1);
  });
});
