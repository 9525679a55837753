/**
 * A measuring participant: what `tandem join` is made of (the same way in, the same client), without its output.
 * Answers the calls of harness/member-calls.ts.
 */
import { invariant } from "../../../shared/base/assert.ts";
import { fromUtf8 } from "../../../shared/base/bytes.ts";
import { ok } from "../../../shared/base/result.ts";
import { parseLinkUrl } from "../../../shared/channel/link-secret.ts";
import { neverReconnect } from "../../../shared/client/reconnect.ts";
import { noScreen } from "../../../shared/client/screen-sink.ts";
import { createSessionClient, type SessionClient } from "../../../shared/client/session-client.ts";
import { createTerminalGuest } from "../../../electron/cli/guest.ts";
import { systemClock } from "../../../electron/engine/ports.ts";
import { serveCalls } from "../harness/calls.ts";
import { sharedMs } from "../harness/figures.ts";
import { memberCalls } from "../harness/member-calls.ts";
import { createKeyTimer, type KeyTimer } from "./key-times.ts";
import { metered } from "./metered.ts";
import { createRendering, type Rendering } from "./rendering.ts";
import { talk } from "./talk.ts";
import { createTextFinder } from "./text-finder.ts";

interface Member {
  readonly client: SessionClient;
  readonly keys: KeyTimer;
  readonly rendering: Rendering | undefined;
  /** Every text that comes, in order; a whole screen begins anew. */
  onText: ((text: string, whole: boolean) => void) | undefined;
}

const received = { logBytes: 0, screens: 0 };
let joined: Member | undefined;
let typing: NodeJS.Timeout | undefined;
const crowd: Member[] = [];

function member(): Member {
  invariant(joined !== undefined, "join comes first");
  return joined;
}

async function join(linkText: string, name: string, terminal: boolean): Promise<Member> {
  const link = parseLinkUrl(linkText);
  invariant(link.ok, "the link is one");
  const guest = createTerminalGuest(link.value, { relayOnly: false });
  const rendering = terminal ? createRendering() : undefined;
  const sink = rendering?.sink ?? noScreen;
  let shown = false;
  const client = createSessionClient({
    clock: systemClock,
    reconnect: neverReconnect,
    dial: async (resume) => {
      const connection = await guest.join({ name, acceptedRecording: true, resume });
      if (!connection.ok) return connection;
      return ok(
        metered(connection.value, (lane, bytes) => {
          if (lane === "log") received.logBytes += bytes;
        }),
      );
    },
    sink: {
      reset(screen, done) {
        received.screens += 1;
        shown = true;
        own.onText?.(fromUtf8(screen.data), true);
        sink.reset(screen, done);
      },
      write(text, done) {
        own.onText?.(text, false);
        sink.write(text, done);
      },
      resize: sink.resize,
    },
  });
  const own: Member = { client, keys: createKeyTimer(client), rendering, onText: undefined };
  await new Promise<void>((resolve, reject) => {
    const check = () => {
      const { status } = client;
      if (status.name === "over") reject(new Error(status.closing.message));
      if (status.name === "live" && status.carrier === "webrtc" && shown) resolve();
    };
    client.onStatus(check);
    client.onScreen(check);
  });
  return own;
}

/** Pressed once the text is listened for: its echo may come before the answer. */
async function timeEcho(key: string): Promise<number> {
  const own = member();
  const pressedMs = sharedMs();
  const echoed = new Promise<number>((resolve) => {
    own.onText = (text) => text.includes(key) && resolve(sharedMs());
  });
  const answer = await own.client.call("input.key", { data: key });
  invariant(answer.ok, "the key was taken");
  return (await echoed) - pressedMs;
}

serveCalls(memberCalls, {
  async join({ link, name, terminal }) {
    joined = await join(link, name, terminal);
    return null;
  },
  async typeEchoes({ keys, pauseMs }) {
    const echoesMs: number[] = [];
    for (const key of keys) {
      echoesMs.push(await timeEcho(key));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    member().onText = undefined;
    return { echoesMs };
  },
  async press({ key }) {
    const atMs = sharedMs();
    const answer = await member().client.call("input.key", { data: key });
    invariant(answer.ok, "the key was taken");
    return { atMs };
  },
  startKeys({ key, everyMs }) {
    const { keys } = member();
    typing = setInterval(() => keys.press(key), everyMs);
    return null;
  },
  async stopKeys() {
    clearInterval(typing);
    return member().keys.settled();
  },
  seeText: ({ text }) => {
    const own = member();
    const finder = createTextFinder(text);
    return new Promise((resolve) => {
      own.onText = (part, whole) => {
        if (whole) finder.restart();
        if (!finder.push(part)) return;
        own.onText = undefined;
        resolve({ atMs: sharedMs() });
      };
    });
  },
  seeScreen(looks) {
    const { rendering } = member();
    invariant(rendering !== undefined, "this one has a terminal");
    return rendering.see(looks);
  },
  whoAmI() {
    const { status } = member().client;
    invariant(status.name === "live", "it is in");
    return { participant: status.participant };
  },
  async takeControl() {
    const { client } = member();
    const { status } = client;
    invariant(status.name === "live", "it is in");
    const granted = new Promise<void>((resolve) => {
      const listening = client.onState((state) => {
        if (state.control.holder !== status.participant) return;
        listening.dispose();
        resolve();
      });
    });
    invariant((await client.call("control.request", {})).ok, "it may ask");
    await granted;
    invariant((await client.call("input.key", { data: "x" })).ok, "the holder may type");
    return { atMs: sharedMs() };
  },
  async handBack() {
    invariant((await member().client.call("control.return", {})).ok, "it holds control");
    return null;
  },
  async crowd({ link, count }) {
    for (let index = 0; index < count; index++) crowd.push(await join(link, `Crowd ${index + 1}`, false));
    return null;
  },
  talk: ({ count, everyMs }) => talk(crowd, count, everyMs),
  received: () => received,
});
