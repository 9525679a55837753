import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { fromUtf8, utf8 } from "../../../shared/base/bytes.ts";
import { decodeSignal, maxSignalBytes } from "../../../shared/channel/adapters/rtc-signal.ts";
import { createRtcPeerOver } from "../../../shared/channel/adapters/rtc-peer.ts";
import { createRtcHostPeer } from "../../../electron/engine/transports/rtc/rtc-peer.ts";
import {
  closed,
  connectPeers,
  createHeldClock,
  createKeptLog,
  lanesOf,
  type LinkedPeers,
  linkPeers,
  nextFrame,
  realClock,
} from "./rtc-support.ts";

/** Longer than any test: only a deadline that a test lets come can end an attempt. */
const heldMs = 1_000;

describe("two native ends of one process", () => {
  const opened: LinkedPeers[] = [];
  const track = <T extends LinkedPeers>(linked: T): T => {
    opened.push(linked);
    return linked;
  };
  afterEach(() => {
    for (const { host, guest } of opened.splice(0)) {
      host.dispose();
      guest.dispose();
    }
  });
  let exitListeners = 0;
  beforeAll(() => {
    exitListeners = process.listenerCount("exit");
  });
  // The addon's clean-up hangs on the process while there are peers: when it is gone, they all are.
  afterAll(() => vi.waitFor(() => expect(process.listenerCount("exit")).toBe(exitListeners)));

  test("meet with three lanes, and say that they are direct", async () => {
    const { atHost, atGuest } = track(await connectPeers());
    expect([atHost.kind, atGuest.kind]).toEqual(["direct", "direct"]);
    const frames = Promise.all([nextFrame(atGuest.log), nextFrame(atGuest.call), nextFrame(atHost.call)]);
    const glance = new Promise<Uint8Array>((resolve) => atHost.glance.onDatagram(resolve));
    atHost.log.send(utf8("entry"));
    atHost.call.send(utf8("answer"));
    atGuest.call.send(utf8("command"));
    atGuest.glance.send(utf8("cursor"));
    expect((await frames).map(fromUtf8)).toEqual(["entry", "answer", "command"]);
    expect(fromUtf8(await glance)).toBe("cursor");
  });

  test("tell each other a description first, and only what decodes and fits", async () => {
    const { signals } = track(await connectPeers());
    for (const sent of [signals.fromHost, signals.fromGuest]) {
      const types = sent.map((bytes) => {
        expect(bytes.length).toBeLessThanOrEqual(maxSignalBytes);
        const signal = decodeSignal(bytes);
        return signal.ok ? signal.value.type : signal.error;
      });
      expect(types[0]).toBe("description");
      expect(types.slice(1).every((type) => type === "candidate" || type === "candidates-done")).toBe(true);
      expect(types).toContain("candidate");
    }
  });

  test("end all lanes together, whichever is closed", async () => {
    const { atHost, atGuest } = track(await connectPeers());
    const ends = Promise.all([atHost.log, atHost.call, atGuest.log, atGuest.call].map(closed));
    atGuest.call.close("too-slow");
    expect(await ends).toEqual(["too-slow", "too-slow", "too-slow", "too-slow"]);
  });

  test("tell the reason that an end is disposed with", async () => {
    const { host, atGuest } = track(await connectPeers());
    const end = closed(atGuest.call);
    host.dispose("removed");
    expect(await end).toBe("removed");
  });

  test("try once more when the first attempt does not get through in time", async () => {
    const held = createHeldClock();
    const kept = createKeptLog();
    let cutOff = true;
    const linked = track(
      linkPeers({
        clock: held.clock,
        logger: kept.logger,
        timeoutMs: heldMs,
        pass: (from) => !cutOff || from === "host",
      }),
    );
    await firstSignals(linked, "fromGuest");
    cutOff = false;
    expect(held.fire(heldMs)).toBe(1);
    await Promise.all([lanesOf(linked.host), lanesOf(linked.guest)]);
    expect(
      kept.lines.filter((line) => line.message === "direct connection made").map((line) => line["attempt"]),
    ).toEqual([2, 2]);
  });

  test("give up after the second attempt, and the guest is told", async () => {
    const held = createHeldClock();
    const linked = track(
      linkPeers({ clock: held.clock, timeoutMs: heldMs, pass: (from) => from === "host" }),
    );
    await firstSignals(linked, "fromGuest");
    held.fire(heldMs);
    const offers = () =>
      linked.signals.fromHost.filter((bytes) => fromUtf8(bytes).includes('"kind":"offer"')).length;
    while (offers() < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(held.fire(heldMs)).toBe(1);
    expect(await linked.host.ready).toEqual({ ok: false, error: "no-route" });
    expect(await linked.guest.ready).toEqual({ ok: false, error: "no-route" });
  });

  test("a guest whose host says no more after its offer gives up by itself", async () => {
    const held = createHeldClock();
    let offered = 0;
    const linked = track(
      linkPeers({
        clock: held.clock,
        timeoutMs: heldMs,
        pass: (from) => from === "host" && ++offered === 1,
      }),
    );
    await firstSignals(linked, "fromGuest");
    expect(held.fire(heldMs * 2.5)).toBe(1);
    expect(await linked.guest.ready).toEqual({ ok: false, error: "no-route" });
  });

  test("a guest waits for the first offer for as long as it takes somebody to let them in", () => {
    const held = createHeldClock();
    track(linkPeers({ clock: held.clock, timeoutMs: heldMs, pass: () => false }));
    expect(held.fire(heldMs * 2.5)).toBe(0);
  });

  test("disposing while it is being made ends both ends", async () => {
    const linked = track(linkPeers());
    await firstSignals(linked, "fromGuest");
    linked.host.dispose();
    expect(await linked.host.ready).toEqual({ ok: false, error: "disposed" });
    expect(await linked.guest.ready).toEqual({ ok: false, error: "no-route" });
  });

  test("a listener that throws costs its own peer and nobody else", async () => {
    const kept = createKeptLog();
    const bad = track(await connectPeers({ logger: kept.logger }));
    const good = track(await connectPeers());
    bad.atHost.call.onFrame(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    bad.atHost.call.onFrame(() => {
      throw new Error("planted");
    });
    const end = closed(bad.atGuest.call);
    bad.atGuest.call.send(utf8("boom"));
    expect(await end).toBe("internal-error");
    expect(kept.lines.filter((line) => line.level === "error").map((line) => line["error"])).toEqual([
      "planted",
    ]);
    const frame = nextFrame(good.atHost.call);
    good.atGuest.call.send(utf8("still here"));
    expect(fromUtf8(await frame)).toBe("still here");
  });

  test("a machine without WebRTC says so", async () => {
    const peer = createRtcPeerOver({
      role: "host",
      clock: realClock,
      logger: createKeptLog().logger,
      sendSignal: () => {},
      openAttempt: undefined,
    });
    expect(await peer.ready).toEqual({ ok: false, error: "unavailable" });
  });
});

describe("a host with a guest that does not keep to the protocol", () => {
  const createHost = async () => {
    const sent: Uint8Array[] = [];
    const host = createRtcHostPeer({
      iceServers: [],
      clock: realClock,
      logger: createKeptLog().logger,
      bindAddress: "127.0.0.1",
      sendSignal: (bytes) => sent.push(bytes),
    });
    while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const offer = decodeSignal(sent[0] ?? new Uint8Array());
    if (!offer.ok || offer.value.type !== "description") throw new Error("an offer comes first");
    return { host, attempt: offer.value.attempt, offerSdp: offer.value.sdp };
  };
  const candidate = "candidate:1 1 UDP 2114977791 127.0.0.1 47902 typ host";

  const refused: Readonly<Record<string, (attempt: string, sdp: string) => unknown>> = {
    "no JSON": () => "hello",
    "another shape": () => ({ type: "candidate" }),
    "a field too many": (attempt) => ({ type: "failed", attempt, extra: 1 }),
    "an offer to a host": (attempt, sdp) => ({ type: "description", attempt, kind: "offer", sdp }),
    "a description with pictures": (attempt, sdp) => ({
      type: "description",
      attempt,
      kind: "answer",
      sdp: `${sdp}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n`,
    }),
    "a description that is too long": (attempt, sdp) => ({
      type: "description",
      attempt,
      kind: "answer",
      sdp: sdp + "a=x\r\n".repeat(2_000),
    }),
    "a candidate with a name to look up": (attempt) => ({
      type: "candidate",
      attempt,
      mid: "0",
      candidate: candidate.replace("127.0.0.1", "intranet.example"),
    }),
    "a candidate over TCP": (attempt) => ({
      type: "candidate",
      attempt,
      mid: "0",
      candidate: candidate.replace("UDP", "TCP"),
    }),
    "two lines in one candidate": (attempt) => ({
      type: "candidate",
      attempt,
      mid: "0",
      candidate: `${candidate}\r\na=setup:active`,
    }),
  };

  for (const [what, make] of Object.entries(refused)) {
    test(`[P5] refuses ${what}`, async () => {
      const { host, attempt, offerSdp } = await createHost();
      expect(host.handleSignal(utf8(JSON.stringify(make(attempt, offerSdp))))).toBe("protocol-error");
      expect(await host.ready).toEqual({ ok: false, error: "bad-signal" });
      expect(host.handleSignal(utf8(JSON.stringify({ type: "failed", attempt }))), "and hears no more").toBe(
        "taken",
      );
    });
  }

  test("[P5] refuses more candidates than an attempt may have", async () => {
    const { host, attempt } = await createHost();
    const signal = utf8(JSON.stringify({ type: "candidate", attempt, mid: "0", candidate }));
    const answers = Array.from({ length: 33 }, () => host.handleSignal(signal));
    expect(answers.filter((each) => each === "taken")).toHaveLength(32);
    expect(await host.ready).toEqual({ ok: false, error: "bad-signal" });
  });

  test("refuses a flood of signals, even of an attempt that is long over", async () => {
    const { host } = await createHost();
    const late = utf8(JSON.stringify({ type: "candidates-done", attempt: "gone" }));
    let taken = 0;
    while (taken < 1_000 && host.handleSignal(late) === "taken") taken++;
    expect(taken).toBe(80);
    expect(await host.ready).toEqual({ ok: false, error: "bad-signal" });
  });

  test("outlives an answer that has the right shape and no sense", async () => {
    const { host, attempt } = await createHost();
    const sdp = "v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";
    const answer = { type: "description", attempt, kind: "answer", sdp };
    expect(host.handleSignal(utf8(JSON.stringify(answer)))).toBe("taken");
    host.dispose();
    expect(await host.ready).toEqual({ ok: false, error: "disposed" });
  });

  test("[P5] ends an open connection when the guest sends garbage through the secure channel", async () => {
    const { host, guest, atHost, atGuest } = await connectPeers();
    const ends = Promise.all([closed(atHost.log), closed(atGuest.log)]);
    expect(host.handleSignal(utf8("{}"))).toBe("protocol-error");
    expect(await ends).toEqual(["protocol-error", "protocol-error"]);
    guest.dispose();
  });
});

/** Until the guest has answered: from then on the two are in the middle of it. */
async function firstSignals(linked: LinkedPeers, from: keyof LinkedPeers["signals"]): Promise<void> {
  while (linked.signals[from].length === 0) await new Promise((resolve) => setImmediate(resolve));
}
