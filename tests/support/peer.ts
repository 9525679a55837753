import { fromUtf8 } from "../../shared/base/bytes.ts";
import type { Clock, KeyPair } from "../../shared/base/ports.ts";
import { ok } from "../../shared/base/result.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import type { Carrier, Connection } from "../../shared/channel/connection.ts";
import { type ChannelPair, createChannelPair } from "../../shared/channel/pair.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import type { ReconnectPolicy } from "../../shared/client/reconnect.ts";
import { createSessionClient, type SessionClient } from "../../shared/client/session-client.ts";
import type { Position } from "../../shared/wire/messages.ts";

/** A person at the other end of an in-process line. */
export interface TestPeer {
  readonly client: SessionClient;
  readonly identity: KeyPair;
  /** What the screen was given since it was last whole; the latest of it. */
  readonly shown: () => string;
  /** How often a whole screen was put in place. */
  readonly screens: () => number;
  /** Characters the screen was given and has not taken in: more come only within the window. */
  readonly untaken: () => number;
  /** Breaks the present line. */
  cut(): void;
  /** The screen takes nothing in from now on, as a window in a debugger does. */
  freeze(): void;
  /** It takes in what has come meanwhile. */
  thaw(): void;
}

export interface PeerOptions {
  readonly identity: KeyPair;
  readonly reconnect: ReconnectPolicy;
  readonly clock: Clock;
  /** What the line says it travels by: a local one has a larger window. */
  readonly carrier: Carrier;
  /** Hands the host's end of a new line to the session. */
  readonly dial: (resume: Position | undefined, hostEnd: Connection) => void;
  /** Every frame that goes to the host. */
  readonly overhear?: (frame: Uint8Array) => void;
  /** A terminal to show it in as well. */
  readonly terminal?: {
    write(text: string): void;
    resize(cols: number, rows: number): void;
    reset(size: { readonly cols: number; readonly rows: number }): void;
  };
}

function overheard(channel: Channel, hear: PeerOptions["overhear"]): Channel {
  if (hear === undefined) return channel;
  const send = (frame: Uint8Array) => {
    hear(frame);
    return channel.send(frame);
  };
  return { ...channel, send };
}

/** Characters that shown() remembers. */
const keptLength = 1_048_576;

export function createPeer(options: PeerOptions): TestPeer {
  const { terminal } = options;
  let shown = "";
  let screens = 0;
  let untaken = 0;
  let frozen = false;
  let waiting: (() => void)[] = [];
  let line: ChannelPair | undefined;

  const take = (characters: number, done: () => void) => {
    if (!frozen) return done();
    untaken += characters;
    waiting.push(done);
  };

  const client = createSessionClient({
    clock: options.clock,
    reconnect: options.reconnect,
    dial: async (resume) => {
      line = createChannelPair();
      const { carrier } = options;
      options.dial(resume, createPlainConnection({ channel: line.a, carrier }));
      return ok(createPlainConnection({ channel: overheard(line.b, options.overhear), carrier }));
    },
    sink: {
      reset(screen, done) {
        shown = fromUtf8(screen.data);
        screens += 1;
        terminal?.reset(screen);
        terminal?.write(shown);
        take(shown.length, done);
      },
      write(text, done) {
        shown += text;
        if (shown.length > 2 * keptLength) shown = shown.slice(-keptLength);
        terminal?.write(text);
        take(text.length, done);
      },
      resize: (cols, rows) => terminal?.resize(cols, rows),
    },
  });

  return {
    client,
    identity: options.identity,
    shown: () => shown,
    screens: () => screens,
    untaken: () => untaken,
    cut: () => line?.cut(),
    freeze() {
      frozen = true;
    },
    thaw() {
      frozen = false;
      untaken = 0;
      const dones = waiting;
      waiting = [];
      for (const done of dones) done();
    },
  };
}
