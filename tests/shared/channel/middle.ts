import type { Channel } from "../../../shared/channel/channel.ts";
import { createChannelPair } from "../../../shared/channel/pair.ts";

/** What the one in between does with a frame: gives what travels on instead of it. */
export type Tamper = (frame: Uint8Array, index: number) => readonly Uint8Array[];

export interface Middle {
  readonly guest: Channel;
  readonly host: Channel;
  /** Everything that was sent, as it was sent. */
  readonly fromGuest: readonly Uint8Array[];
  readonly fromHost: readonly Uint8Array[];
  /** May be changed at any time. */
  tamperGuest: Tamper;
  tamperHost: Tamper;
  toGuest(frame: Uint8Array): void;
  toHost(frame: Uint8Array): void;
}

/** A hostile server: everything passes through it and it may do whatever it likes. */
export function createMiddle(tamper: { readonly guest?: Tamper; readonly host?: Tamper } = {}): Middle {
  const near = createChannelPair();
  const far = createChannelPair();
  const fromGuest: Uint8Array[] = [];
  const fromHost: Uint8Array[] = [];
  const pass: Tamper = (frame) => [frame];
  const middle: Middle = {
    guest: near.a,
    host: far.b,
    fromGuest,
    fromHost,
    tamperGuest: tamper.guest ?? pass,
    tamperHost: tamper.host ?? pass,
    toGuest: (frame) => void near.b.send(frame),
    toHost: (frame) => void far.a.send(frame),
  };
  near.b.onFrame((frame) => {
    fromGuest.push(frame.slice());
    for (const each of middle.tamperGuest(frame, fromGuest.length - 1)) far.a.send(each);
  });
  far.a.onFrame((frame) => {
    fromHost.push(frame.slice());
    for (const each of middle.tamperHost(frame, fromHost.length - 1)) near.b.send(each);
  });
  near.b.onClose((reason) => far.a.close(reason));
  far.a.onClose((reason) => near.b.close(reason));
  return middle;
}

export function flip(frame: Uint8Array, at: number): Uint8Array {
  return frame.map((byte, i) => (i === at ? byte ^ 1 : byte));
}
