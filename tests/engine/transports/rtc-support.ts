import type { Clock, LogFields, Logger } from "../../../shared/base/ports.ts";
import { toDisposable } from "../../../shared/base/disposable.ts";
import type { RtcLanes } from "../../../shared/channel/adapters/rtc-lanes.ts";
import type { RtcPeer } from "../../../shared/channel/adapters/rtc-peer.ts";
import type { Channel } from "../../../shared/channel/channel.ts";
import type { CloseReason } from "../../../shared/channel/close-reason.ts";
import {
  createRtcGuestPeer,
  createRtcHostPeer,
  type NativeRtcPeerOptions,
} from "../../../electron/engine/transports/rtc/rtc-peer.ts";

export const realClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return toDisposable(() => clearTimeout(timer));
  },
};

export interface LogLine extends LogFields {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/** A logger whose lines can be looked at. */
export function createKeptLog(): { readonly logger: Logger; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const create = (bound: LogFields): Logger => ({
    info: (message, fields) => void lines.push({ level: "info", message, ...bound, ...fields }),
    warn: (message, fields) => void lines.push({ level: "warn", message, ...bound, ...fields }),
    error: (message, fields) => void lines.push({ level: "error", message, ...bound, ...fields }),
    with: (fields) => create({ ...bound, ...fields }),
  });
  return { logger: create({}), lines };
}

export interface LinkedPeers {
  readonly host: RtcPeer;
  readonly guest: RtcPeer;
  /** What went each way, as it was sent. */
  readonly signals: { readonly fromHost: Uint8Array[]; readonly fromGuest: Uint8Array[] };
}

type PeerOptions = Partial<Omit<NativeRtcPeerOptions, "role" | "sendSignal">>;

/** A host and a guest of this process whose signals reach each other a turn later, unless `pass` keeps one back. */
export function linkPeers(
  options: PeerOptions & { readonly pass?: (from: "host" | "guest", bytes: Uint8Array) => boolean } = {},
): LinkedPeers {
  const { pass = () => true, ...rest } = options;
  const common = {
    iceServers: [],
    clock: realClock,
    logger: createKeptLog().logger,
    bindAddress: "127.0.0.1",
    ...rest,
  };
  const signals = { fromHost: [] as Uint8Array[], fromGuest: [] as Uint8Array[] };
  const host = createRtcHostPeer({
    ...common,
    sendSignal(bytes) {
      signals.fromHost.push(bytes);
      if (pass("host", bytes)) queueMicrotask(() => guest.handleSignal(bytes));
    },
  });
  const guest = createRtcGuestPeer({
    ...common,
    sendSignal(bytes) {
      signals.fromGuest.push(bytes);
      if (pass("guest", bytes)) queueMicrotask(() => host.handleSignal(bytes));
    },
  });
  return { host, guest, signals };
}

export async function lanesOf(peer: RtcPeer): Promise<RtcLanes> {
  const ready = await peer.ready;
  if (!ready.ok) throw new Error(`no direct connection: ${ready.error}`);
  return ready.value;
}

/** A host and a guest with open lanes. */
export async function connectPeers(options: PeerOptions = {}) {
  const linked = linkPeers(options);
  const [atHost, atGuest] = await Promise.all([lanesOf(linked.host), lanesOf(linked.guest)]);
  return { ...linked, atHost, atGuest };
}

export function closed(channel: Channel): Promise<CloseReason> {
  return new Promise((resolve) => channel.onClose(resolve));
}

export function nextFrame(channel: Channel): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const listening = channel.onFrame((frame) => {
      listening.dispose();
      resolve(frame);
    });
  });
}

/** A clock whose deadlines come only when told. */
export function createHeldClock(): { readonly clock: Clock; readonly fire: (delayMs: number) => number } {
  const waiting = new Set<{ readonly delayMs: number; readonly run: () => void }>();
  return {
    clock: {
      ...realClock,
      schedule(delayMs, run) {
        const entry = { delayMs, run };
        waiting.add(entry);
        return toDisposable(() => waiting.delete(entry));
      },
    },
    /** Runs what was scheduled for this delay; says how many that were. */
    fire(delayMs) {
      const due = [...waiting].filter((entry) => entry.delayMs === delayMs);
      for (const entry of due) {
        waiting.delete(entry);
        entry.run();
      }
      return due.length;
    },
  };
}
