import { afterEach, describe, expect, it } from "vitest";
import type { KeyPair } from "../../../shared/base/ports.ts";
import { createLinkId, createParticipantId, createSessionId, type LinkId } from "../../../shared/base/ids.ts";
import { type Connection, maxMessageBytes } from "../../../shared/channel/connection.ts";
import { createPlainConnection } from "../../../shared/channel/plain-connection.ts";
import { defaultModes } from "../../../shared/events/mode.ts";
import type { EventOf, SessionEvent } from "../../../shared/events/table.ts";
import { maxJoinRequests } from "../../../shared/policy/authorize.ts";
import { grants, ownerPermissions } from "../../../shared/policy/capabilities.ts";
import { addressesKept, evolve, evolvePrivate, initialState } from "../../../shared/state/evolve.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { decodeLogFrame, encodeSnapshot } from "../../../shared/wire/log-frames.ts";
import {
  type ClientMessage,
  decodeMessage,
  encodeMessage,
  type HostMessage,
  hostMessageSchema,
  type Position,
} from "../../../shared/wire/messages.ts";
import { systemRandom } from "../../../electron/engine/ports.ts";
import { createTestClock } from "../../support/clock.ts";
import { arrive, crypto, type TestSession, testSession, until, untilOn } from "../../support/session.ts";

let open: TestSession | undefined;
const begin = async (...options: Parameters<typeof testSession>) => (open = await testSession(...options));

afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

/** A guest of no client of ours: says what it likes, and notes what it is told. */
interface Stranger {
  readonly line: Connection;
  readonly heard: HostMessage[];
  /** Of the messages on the log lane. */
  readonly kinds: string[];
  readonly closed: () => string | undefined;
  say(message: ClientMessage): void;
}

function intrude(
  session: TestSession,
  link: LinkId,
  who: { readonly identity?: KeyPair; readonly resume?: Position } = {},
): Stranger {
  const line = createPlainConnection({ channel: session.knock(link, who).far, carrier: "relay" });
  const heard: HostMessage[] = [];
  const kinds: string[] = [];
  let closed: string | undefined;
  line.onMessage((lane, message) => {
    if (lane === "log") {
      const frame = decodeLogFrame(message);
      kinds.push(frame.ok ? frame.value.kind : frame.error);
      return;
    }
    const parsed = decodeMessage(hostMessageSchema, message);
    if (parsed.ok) heard.push(parsed.value);
  });
  line.onClose((reason) => (closed = reason));
  return {
    line,
    heard,
    kinds,
    closed: () => closed,
    say: (message) => void line.send("call", encodeMessage(message)),
  };
}

const isWelcome = ({ t }: HostMessage) => t === "welcome";

function chats(session: TestSession): number {
  return Object.values(session.session.state.chat).length;
}

describe("a guest who floods", () => {
  it("[P7] has one budget, whatever lines it comes by", async () => {
    const clock = createTestClock();
    const session = await begin({ clock });
    await untilOn(clock, "the owner's window", () => session.owner.client.status.name === "live");
    const link = await session.share();
    const identity = crypto.createEd25519();
    for (let line = 0; line < 5; line++) {
      const guest = intrude(session, link, { identity });
      await untilOn(clock, "being let in", () => guest.heard.some(isWelcome));
      for (let id = 0; id < 30; id++)
        guest.say({ t: "call", id, command: "chat.send", input: { text: `${line}.${id}` } });
      await untilOn(clock, "the answers", () => guest.heard.filter(({ t }) => t === "answer").length === 30);
      guest.line.close("lost");
    }
    // 1,000 tokens, 25 and a few more a message, and what a second or two of waiting brought.
    expect(chats(session)).toBeLessThan(80);
    expect(chats(session)).toBeGreaterThan(30);
  });

  it("[P7] pays for what is kept by its length", async () => {
    const clock = createTestClock();
    const session = await begin({ clock });
    await untilOn(clock, "the owner's window", () => session.owner.client.status.name === "live");
    const guest = intrude(session, await session.share());
    await untilOn(clock, "being let in", () => guest.heard.some(isWelcome));
    const text = "漢".repeat(4_000);
    for (let id = 0; id < 8; id++) guest.say({ t: "call", id, command: "chat.send", input: { text } });
    await untilOn(clock, "the answers", () => guest.heard.filter(({ t }) => t === "answer").length === 8);
    expect(chats(session)).toBe(1);
    expect(guest.heard.at(-1)).toMatchObject({ ok: false, code: "too-fast" });
  });

  it.each([
    ["glances", (guest: Stranger) => guest.line.sendGlance(encodeMessage({ g: "typing" }))],
    ["pings", (guest: Stranger) => guest.say({ t: "ping", id: 7 })],
  ])("[P7] is cut off for %s without end", async (_what, flood) => {
    const session = await begin();
    await arrive(session.owner);
    const guest = intrude(session, await session.share());
    await until("being let in", () => guest.heard.some(isWelcome));
    for (let sent = 0; sent < 2_000_000 && guest.closed() === undefined; sent++) {
      flood(guest);
      if (sent % 500 === 499) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(guest.closed()).toBe("over-budget");
    // A ping's number is none of the calls': it is never answered as one.
    expect(guest.heard.filter(({ t }) => t === "answer")).toEqual([]);
  });
});

describe("what guests leave behind", () => {
  it("[P7, L6] keeps no more than so many addresses of people who came and went", async () => {
    const session = await begin({ keepLines: false });
    const link = await session.share({ grant: "interact" });
    for (let knock = 0; knock < addressesKept + 50; knock++) {
      const { far } = session.knock(link);
      far.close("left");
      if (knock % 5 === 4) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const { state } = session.session;
    expect(Object.keys(state.private.addresses)).toHaveLength(addressesKept);
  });

  it("[P5] refuses names and words that are no text: half characters, which take six bytes each", async () => {
    const session = await begin();
    await arrive(session.owner);
    const link = await session.share();
    const named = session.join(link, { name: "\ud800".repeat(60) });
    expect(await arrive(named)).toMatchObject({ name: "over", closing: { reason: "refused" } });
    const guest = session.join(link);
    await arrive(guest);
    expect(await guest.client.call("chat.send", { text: "half \ud83d" })).toMatchObject({
      ok: false,
      code: "malformed",
    });
    expect(await guest.client.call("chat.send", { text: "whole \u{1f600}" })).toMatchObject({ ok: true });
  });
});

describe("somebody who says they were here before", () => {
  it("[J4, J8, F4] is not given what was before they were let in", async () => {
    const session = await begin({ joinerScrollback: "none" });
    await arrive(session.owner);
    const link = await session.share();
    await session.session.callAsOwner("input.key", { data: "a secret of before\r" });
    const guest = intrude(session, link, { resume: { epoch: 1, seq: 1 } });
    await until("a first frame", () => guest.kinds.length > 0);
    expect(guest.kinds[0]).toBe("snapshot");
  });

  it("[J8, F4] is not given what was while they were removed", async () => {
    const session = await begin();
    await arrive(session.owner);
    const link = await session.share();
    const identity = crypto.createEd25519();
    const first = intrude(session, link, { identity });
    await until("being let in", () => first.heard.some(isWelcome));
    const welcome = first.heard.find(isWelcome);
    if (welcome?.t !== "welcome") throw new Error("nobody was let in");
    const { participant } = welcome;
    const seq = session.session.state.seq;
    await session.session.callAsOwner("participant.remove", { participant });
    await session.session.callAsOwner("input.key", { data: "while they were out\r" });
    const second = intrude(session, link, { identity, resume: { epoch: 1, seq } });
    await until("being kept waiting", () => second.heard.some(({ t }) => t === "waiting"));
    await session.session.callAsOwner("join.approve", { participant });
    await until("a first frame", () => second.kinds.length > 0);
    expect(second.kinds[0]).toBe("snapshot");
  });
});

describe("the state", () => {
  it.each(["left", "removed"] as const)(
    "[P7, F3] fits a message, whatever guests who %s put into it",
    (how) => {
      expect(encodeSnapshot(worstState(how)).length).toBeLessThan(maxMessageBytes.log);
    },
  );
});

/** As large as guests and a busy owner can make it: the longest names, words and lists that the bounds let through. */
function worstState(how: "left" | "removed"): SessionState {
  const name = "漢".repeat(60);
  const key = "k".repeat(43);
  const by = createParticipantId(systemRandom);
  const link = createLinkId(systemRandom);
  const approval = { method: "person", by } as const;
  const wallMs = 1_767_225_600_000;
  const first: EventOf<"session.started"> = {
    type: "session.started",
    session: createSessionId(systemRandom),
    title: "漢".repeat(120),
    target: { kind: "command", label: "漢".repeat(200) },
    owner: { participant: by, name, key, permissions: ownerPermissions },
    cols: 80,
    rows: 24,
    mode: { ...defaultModes.interactive, max_participants: 100 },
    recorded: true,
    joinerScrollback: "everything",
    startedAtMs: wallMs,
    sessionType: "standard",
    fourEyes: { required: false, perCommand: false },
  };
  let state = initialState(first, 1);
  const fold = (event: SessionEvent) => {
    state = evolve(state, { epoch: 1, seq: state.seq + 1, elapsedMs: state.elapsedMs + 1000, event });
  };
  const created = { by, grant: "interact", expiresAtMs: wallMs, maxUses: 10_000, approval: false } as const;
  for (let count = 0; count < 200; count++) {
    fold({ type: "link.created", link: count === 0 ? link : createLinkId(systemRandom), ...created });
  }
  for (let count = 0; count < 1_000; count++) {
    const participant = createParticipantId(systemRandom);
    const rights = { role: "incident_responder", permissions: grants.view.permissions } as const;
    fold({
      type: "participant.joined",
      participant,
      name,
      key,
      ...rights,
      link,
      approval,
      acceptedRecording: true,
    });
    state = evolvePrivate(state, {
      type: "participant.address",
      participant,
      address: "f".repeat(45),
      toldBy: "connection",
    });
    fold({ type: "input.submitted", participant, kind: "key", bytes: 1 });
    if (count >= 800) fold({ type: "chat.sent", participant, text: "漢".repeat(655), mentions: [] });
    fold(
      how === "left"
        ? { type: "participant.left", participant, why: "left" }
        : { type: "participant.removed", participant, by, rejoin: false },
    );
  }
  for (let count = 0; count < maxJoinRequests; count++) {
    const participant = createParticipantId(systemRandom);
    fold({ type: "join.requested", participant, name, key, link, untilMs: wallMs, acceptedRecording: true });
  }
  return state;
}
