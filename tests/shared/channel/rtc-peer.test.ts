import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { iceServersSchema, parseIceUrl } from "../../../shared/channel/adapters/ice-servers.ts";
import { createRtcPeerOver, type RtcAttemptEvents } from "../../../shared/channel/adapters/rtc-peer.ts";
import {
  decodeSignal,
  encodeSignal,
  maxSignalBytes,
  type RtcSignal,
  toCandidate,
  withoutCandidates,
} from "../../../shared/channel/adapters/rtc-signal.ts";
import { count } from "../../support/counts.ts";

const sdpOf = (ufrag: string) =>
  `v=0\r\na=ice-ufrag:${ufrag}\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n`;
const hostCandidate = "candidate:1 1 UDP 2114977791 192.0.2.7 47902 typ host";

/** A peer whose stack is a record of what it was told; nothing connects unless the test says so. */
function createRecorded(role: "host" | "guest") {
  const attempts: { readonly told: string[]; readonly events: RtcAttemptEvents }[] = [];
  const said: RtcSignal[] = [];
  const waiting = new Set<() => void>();
  const peer = createRtcPeerOver({
    role,
    timeoutMs: 1_000,
    clock: {
      wallMs: () => 0,
      monotonicMs: () => 0,
      schedule(_delayMs, run) {
        waiting.add(run);
        return { dispose: () => void waiting.delete(run) };
      },
    },
    logger: {
      info() {},
      warn() {},
      error() {},
      with: () => ({ info() {}, warn() {}, error() {}, with: never }),
    },
    sendSignal(bytes) {
      const signal = decodeSignal(bytes);
      if (!signal.ok) throw new Error(signal.error);
      said.push(signal.value);
    },
    openAttempt(events) {
      const told: string[] = [];
      attempts.push({ told, events });
      return {
        handleDescription: () => void told.push("description"),
        handleCandidate: () => void told.push("candidate"),
        close: (reason) => void told.push(`close ${reason}`),
      };
    },
  });
  return { peer, attempts, said, waiting };
}

function never(): never {
  throw new Error("not asked for");
}

const say = (signal: RtcSignal) => encodeSignal(signal);

describe("the making of a peer connection", () => {
  test("keeps candidates until the description is there", () => {
    const { peer, attempts } = createRecorded("host");
    attempts[0]?.events.description(sdpOf("abcd"));
    const candidate = say({ type: "candidate", attempt: "abcd", candidate: hostCandidate, mid: "0" });
    peer.handleSignal(candidate);
    expect(attempts[0]?.told).toEqual([]);
    peer.handleSignal(say({ type: "description", attempt: "abcd", kind: "answer", sdp: sdpOf("wxyz") }));
    peer.handleSignal(candidate);
    expect(attempts[0]?.told).toEqual(["description", "candidate", "candidate"]);
  });

  test("goes on to the second attempt when the guest says that the first failed, and knows the first no more", () => {
    const { peer, attempts, said } = createRecorded("host");
    attempts[0]?.events.description(sdpOf("abcd"));
    peer.handleSignal(say({ type: "failed", attempt: "abcd" }));
    attempts[1]?.events.description(sdpOf("efgh"));
    attempts[0]?.events.candidate(hostCandidate, "0");
    attempts[0]?.events.failed("late");
    peer.handleSignal(say({ type: "description", attempt: "abcd", kind: "answer", sdp: sdpOf("wxyz") }));
    expect(attempts.map(({ told }) => told)).toEqual([["close lost"], []]);
    expect(said.map((signal) => [signal.type, signal.attempt])).toEqual([
      ["description", "abcd"],
      ["description", "efgh"],
    ]);
  });

  test("a guest follows the host's offers, twice", async () => {
    const { peer, attempts, said } = createRecorded("guest");
    for (const ufrag of ["abcd", "efgh", "ijkl"]) {
      peer.handleSignal(say({ type: "description", attempt: ufrag, kind: "offer", sdp: sdpOf(ufrag) }));
    }
    expect(attempts.map(({ told }) => told)).toEqual([["description", "close lost"], ["description"]]);
    attempts[1]?.events.failed("no way");
    expect(await peer.ready).toEqual({ ok: false, error: "no-route" });
    expect(said).toEqual([{ type: "failed", attempt: "efgh" }]);
  });

  test("a second description for one attempt is not the protocol, at either end", () => {
    const host = createRecorded("host");
    host.attempts[0]?.events.description(sdpOf("abcd"));
    const answer = say({ type: "description", attempt: "abcd", kind: "answer", sdp: sdpOf("wxyz") });
    expect([host.peer.handleSignal(answer), host.peer.handleSignal(answer)]).toEqual([
      "taken",
      "protocol-error",
    ]);
    const guest = createRecorded("guest");
    const offer = say({ type: "description", attempt: "abcd", kind: "offer", sdp: sdpOf("abcd") });
    expect([guest.peer.handleSignal(offer), guest.peer.handleSignal(offer)]).toEqual([
      "taken",
      "protocol-error",
    ]);
  });

  test("passes on neither names, nor TCP, nor more candidates than it would take, nor those in a description; a host waits for the answer", () => {
    const { peer, attempts, said } = createRecorded("host");
    const events = attempts[0]?.events;
    events?.description(`${sdpOf("abcd")}a=${hostCandidate}\r\na=end-of-candidates\r\n`);
    events?.candidate("a=candidate:1 1 UDP 1 intranet.example 9 typ host", "0");
    events?.candidate("candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active", "0");
    for (let i = 0; i < 40; i++) events?.candidate(`a=${hostCandidate}`, "0");
    expect(said).toEqual([{ type: "description", attempt: "abcd", kind: "offer", sdp: sdpOf("abcd") }]);
    peer.handleSignal(say({ type: "description", attempt: "abcd", kind: "answer", sdp: sdpOf("wxyz") }));
    const candidates = said.slice(1);
    expect(candidates).toHaveLength(32);
    expect(candidates[0]).toEqual({ type: "candidate", attempt: "abcd", candidate: hostCandidate, mid: "0" });
  });

  test("whatever comes in whatever order: nothing throws, no attempt is told anything after its end, no timer stays", async () => {
    const name = fc.constantFrom("abcd", "efgh", "ijkl");
    const signal: fc.Arbitrary<Uint8Array> = fc.oneof(
      fc
        .record({
          type: fc.constant("candidate" as const),
          attempt: name,
          candidate: fc.constant(hostCandidate),
          mid: fc.constant("0"),
        })
        .map(say),
      name.chain((attempt) =>
        fc
          .constantFrom("offer" as const, "answer" as const)
          .map((kind) => say({ type: "description", attempt, kind, sdp: sdpOf(attempt) })),
      ),
      fc
        .record({ type: fc.constantFrom("failed" as const, "candidates-done" as const), attempt: name })
        .map(say),
      fc.uint8Array({ maxLength: 50 }),
      fc.json({ maxDepth: 2 }).map((text) => utf8(text)),
    );
    const move = fc.oneof(
      { weight: 6, arbitrary: fc.record({ signal }) },
      { weight: 2, arbitrary: fc.record({ describe: name }) },
      { weight: 1, arbitrary: fc.record({ fail: fc.nat({ max: 1 }) }) },
      { weight: 1, arbitrary: fc.constant("deadline" as const) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("host" as const, "guest" as const),
        fc.array(move, { maxLength: 60 }),
        async (role, moves) => {
          const { peer, attempts, waiting } = createRecorded(role);
          for (const each of moves) {
            if (each === "deadline") {
              const [due] = waiting;
              if (due !== undefined) waiting.delete(due);
              due?.();
            } else if ("signal" in each) peer.handleSignal(each.signal);
            else if ("describe" in each) attempts.at(-1)?.events.description(sdpOf(each.describe));
            else attempts[each.fail]?.events.failed("told so");
          }
          peer.dispose();
          expect((await peer.ready).ok).toBe(false);
          expect(attempts.length).toBeLessThanOrEqual(2);
          expect(waiting.size).toBe(0);
          for (const { told } of attempts) {
            expect(told.filter((word) => word.startsWith("close"))).toHaveLength(1);
            expect(told.at(-1)).toMatch(/^close/);
            expect(told.filter((word) => word === "description").length).toBeLessThanOrEqual(1);
            if (told.includes("candidate")) expect(told[0]).toBe("description");
          }
        },
      ),
      { numRuns: count(300, 20_000), seed: 20_242 },
    );
  });
});

describe("a signal", () => {
  test.each([
    ["candidate:1 1 UDP 2114977791 192.0.2.7 47902 typ host", true],
    ["a=candidate:2 1 UDP 2116026111 2001:db8::2 48895 typ host", true],
    [
      "candidate:842163049 1 udp 1677729535 203.0.113.9 46154 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag abcd network-cost 999",
      true,
    ],
    [
      "candidate:1 1 udp 2113937151 1b2c3d4e-0000-4000-8000-123456789abc.local 50000 typ host generation 0",
      true,
    ],
    ["candidate:1 1 udp 1 evil.example 53 typ host", false],
    ["candidate:1 1 udp 1 localhost 53 typ host", false],
    ["candidate:1 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active", false],
    ["candidate:1 1 udp 1 192.0.2.7 53 typ host\r\na=setup:passive", false],
    ["", false],
  ])("may carry the candidate %j: %s", (line, taken) => {
    expect(toCandidate(line) !== undefined).toBe(taken);
  });

  test("loses every candidate that stands in its description, and nothing else", () => {
    expect(
      withoutCandidates(
        `${sdpOf("abcd")}a=candidate:1 1 udp 1 evil.example 53 typ host\na=end-of-candidates\r\n`,
      ),
    ).toBe(sdpOf("abcd"));
  });

  test("is small enough at its largest, escapes and all", () => {
    const sdp = sdpOf("abcd") + "a=\r\n".repeat(1_900);
    const bytes = say({ type: "description", attempt: "abcd", kind: "offer", sdp });
    expect(bytes.length).toBeLessThanOrEqual(maxSignalBytes);
    expect(decodeSignal(bytes).ok).toBe(true);
  });
});

describe("a STUN or TURN server", () => {
  test.each([
    ["stun:stun.example.org", { scheme: "stun", host: "stun.example.org", port: 3_478, transport: "udp" }],
    [
      "turn:192.0.2.1:3479?transport=tcp",
      { scheme: "turn", host: "192.0.2.1", port: 3_479, transport: "tcp" },
    ],
    ["turns:turn.example.org", { scheme: "turns", host: "turn.example.org", port: 5_349, transport: "tcp" }],
    ["turn:[2001:db8::1]:3478", { scheme: "turn", host: "2001:db8::1", port: 3_478, transport: "udp" }],
    ["stun:stun.example.org?transport=udp", undefined],
    ["stuns:stun.example.org", undefined],
    ["https://turn.example.org", undefined],
    ["stun:user@host", undefined],
    ["stun:host:0", undefined],
    ["stun:host:70000", undefined],
  ])("is named as RFC 7064 and 7065 have it: %s", (url, parsed) => {
    expect(parseIceUrl(url)).toEqual(parsed);
  });

  test("needs a username and a credential when it is TURN", () => {
    const urls = ["turn:turn.example.org"];
    expect(iceServersSchema.safeParse([{ urls }]).success).toBe(false);
    expect(iceServersSchema.safeParse([{ urls, username: "u", credential: "c" }]).success).toBe(true);
    expect(iceServersSchema.safeParse([{ urls: ["stun:stun.example.org"] }]).success).toBe(true);
  });
});
