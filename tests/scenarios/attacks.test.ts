import { afterEach, describe, expect, it } from "vitest";
import { createFrontDoor } from "../../electron/engine/front-door.ts";
import { silentLogger, systemRandom } from "../../electron/engine/ports.ts";
import { concat, utf8 } from "../../shared/base/bytes.ts";
import type { LinkId } from "../../shared/base/ids.ts";
import type { Clock } from "../../shared/base/ports.ts";
import { ok } from "../../shared/base/result.ts";
import type { Connection } from "../../shared/channel/connection.ts";
import { type GreetedGuest, startGuestHandshake } from "../../shared/channel/handshake.ts";
import { createLinkSecret, deriveLinkKeys, hashHostKey } from "../../shared/channel/link-secret.ts";
import { createChannelPair } from "../../shared/channel/pair.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { createLogFold } from "../../shared/client/log-fold.ts";
import { neverReconnect } from "../../shared/client/reconnect.ts";
import { noScreen } from "../../shared/client/screen-sink.ts";
import { createSessionClient } from "../../shared/client/session-client.ts";
import { frameKinds } from "../../shared/wire/log-frames.ts";
import {
  clientMessageSchema,
  decodeMessage,
  encodeMessage,
  greetingSchema,
} from "../../shared/wire/messages.ts";
import { wireVersions } from "../../shared/wire/versions.ts";
import type { CommandInput } from "../../shared/commands/table.ts";
import { createTestClock, type TestClock } from "../support/clock.ts";
import { arrive, crypto, pass, type TestSession, testSession, until, untilOn } from "../support/session.ts";

let open: TestSession | undefined;
const begin = async (...options: Parameters<typeof testSession>) => (open = await testSession(...options));

afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

describe("a guest's end against a hostile host", () => {
  const dialled = (clock: Clock) => {
    const pair = createChannelPair();
    const host = createPlainConnection({ channel: pair.a, carrier: "relay" });
    const dial = () => Promise.resolve(ok(createPlainConnection({ channel: pair.b, carrier: "relay" })));
    return { host, client: createSessionClient({ clock, reconnect: neverReconnect, dial }) };
  };
  const steering = "\u001b]52;c;cm0gLXJmIH4=\u0007\u009b2J\u202egone";

  it("[S3, P5] is shown what the host says, with nothing in it that steers a terminal", async () => {
    const { host, client } = dialled(createTestClock());
    host.send("call", encodeMessage({ t: "refused", code: "session-full", message: steering }));
    host.close("refused");
    await until("being refused", () => client.status.name === "over");
    if (client.status.name !== "over") throw new Error("is not over");
    expect(client.status.closing.message).toContain("gone");
    expect(client.status.closing.message).not.toMatch(/[\p{Cc}\u202e]/u);
    client.dispose();
  });

  it("[S3, P5] passes on answers with nothing in them that steers a terminal", async () => {
    const { host, client } = dialled(createTestClock());
    host.onMessage((_lane, message) => {
      const asked = decodeMessage(clientMessageSchema, message);
      if (!asked.ok || asked.value.t !== "call") return;
      const { id } = asked.value;
      host.send(
        "call",
        encodeMessage({ t: "answer", id, ok: false, code: "target-busy", message: steering }),
      );
    });
    await new Promise<void>((resolve) => setImmediate(resolve));
    const answer = await client.call("input.key", { data: "x" });
    expect(JSON.stringify(answer)).toContain("gone");
    expect(answer.ok ? "" : answer.message).not.toMatch(/[\p{Cc}\u202e]/u);
    client.dispose();
  });

  it("[F3, S3] does not gather a screen without end", () => {
    const nothing = { onState: () => {}, onEntry: () => {}, onOutput: () => {}, onScreen: () => {} };
    const fold = createLogFold(noScreen, nothing);
    const header = {
      epoch: 1,
      seq: 0,
      cols: 80,
      rows: 24,
      depth: "everything",
      firstLine: 0,
      bytes: 9,
    } as const;
    let taken = 0;
    for (let part = 0; part < 4096; part++) {
      const json = utf8(JSON.stringify({ ...header, part, parts: 4096 }));
      const start = Uint8Array.of(frameKinds.keyframe, 0, 0, 0, json.length);
      if (!fold.handle(concat(start, json, new Uint8Array(1_000_000)), () => {}).ok) break;
      taken += 1;
    }
    expect(taken).toBeLessThan(40);
    expect(taken).toBeGreaterThan(8);
  });
});

describe("a person in a hurry", () => {
  it("[J9, F4] who tries again while a line is being made gets that line, not two that replace each other", async () => {
    const session = await begin();
    await arrive(session.owner);
    const link = await session.share();
    const identity = crypto.createEd25519();
    let dials = 0;
    let letThrough = (): void => {};
    const client = createSessionClient({
      clock: createTestClock(),
      reconnect: neverReconnect,
      dial: async () => {
        dials += 1;
        await new Promise<void>((resolve) => (letThrough = resolve));
        const { far } = session.knock(link, { identity });
        return ok<Connection>(createPlainConnection({ channel: far, carrier: "relay" }));
      },
    });
    client.retry();
    client.retry();
    letThrough();
    await until("being in", () => client.status.name === "live");
    expect(dials).toBe(1);
    client.dispose();
  });
});

describe("strangers at the front door", () => {
  const openDoor = async (clock: TestClock, input?: CommandInput<"link.create">) => {
    const session = await begin({ clock });
    await untilOn(clock, "the owner's window", () => session.owner.client.status.name === "live");
    const link = await session.share(input);
    const identity = crypto.createEd25519();
    const secret = createLinkSecret(systemRandom);
    const { psk } = deriveLinkKeys(crypto, secret);
    const door = createFrontDoor({
      identity,
      crypto,
      clock,
      logger: silentLogger,
      iceServers: [],
      find: (asked: LinkId) => (asked === link ? { session: session.session, psk } : undefined),
    });
    const hostKeyHash = hashHostKey(crypto, identity.publicKey);
    const knock = async (address = "192.0.2.1"): Promise<GreetedGuest | string> => {
      const { a, b } = createChannelPair();
      door.handleStream({ link, address, channel: a });
      const greeted = await startGuestHandshake({
        channel: b,
        crypto,
        clock,
        link: { origin: "http://127.0.0.1:1", linkId: link, secret, hostKeyHash },
        identity: crypto.createEd25519(),
      });
      return greeted.ok ? greeted.value : greeted.error;
    };
    return { session, link, knock };
  };
  const admission = encodeMessage({ versions: wireVersions, name: "Guest", acceptedRecording: true });
  const knockedIn = (greeted: GreetedGuest | string): GreetedGuest => {
    if (typeof greeted === "string") throw new Error(greeted);
    return greeted;
  };

  it("[C4, P7] hold no place at it for longer than ten seconds, whatever they do", async () => {
    const clock = createTestClock();
    const { knock } = await openDoor(clock);
    for (let place = 0; place < 16; place++) knockedIn(await knock());
    expect(await knock()).toBe("rate-limited");
    await pass(clock, 11_000);
    knockedIn(await knock());
  });

  it("[P7, J3] cannot fill the log by coming and going under ever new keys", async () => {
    const clock = createTestClock();
    const { session, knock } = await openDoor(clock, { grant: "interact" });
    let refused = 0;
    for (let visit = 0; visit < 200; visit++) {
      const line = knockedIn(await knock()).proceed(admission);
      let reason: string | undefined;
      line.onClose((why) => (reason = why));
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (reason === "rate-limited") refused += 1;
      line.close("left");
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(refused).toBe(80);
    const asked = session.lines.filter((line) => new TextDecoder().decode(line).includes("join.requested"));
    expect(asked).toHaveLength(120);
  });

  it("[J3] are told that a link has expired by the time it is, however old the session's last entry", async () => {
    const clock = createTestClock();
    const { knock } = await openDoor(clock, { expiresInMs: 3_600_000 });
    const closedOf = async () => {
      const greeting = decodeMessage(greetingSchema, knockedIn(await knock()).greeting);
      return greeting.ok ? greeting.value.closed : greeting.error;
    };
    expect(await closedOf()).toBeNull();
    clock.jumpWall(3_600_001);
    expect(await closedOf()).toBe("expired");
  });

  it("[S3, P5] bring no address that steers the owner's terminal", async () => {
    const clock = createTestClock();
    const { session, knock } = await openDoor(clock);
    for (const address of ["2001:db8::7", "\u001b]52;c;eA==\u0007"]) {
      knockedIn(await knock(address)).proceed(admission);
    }
    await untilOn(clock, "both being in", () => Object.keys(session.session.state.participants).length === 3);
    const { addresses } = session.session.state.private;
    expect(Object.values(addresses).map((each) => each.address)).toEqual(["2001:db8::7", "unknown"]);
  });
});
