import { randomBytes } from "node:crypto";
import { createNativeCrypto } from "../../../electron/engine/identity/native-crypto.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { toDisposable } from "../../../shared/base/disposable.ts";
import type { Clock, Random } from "../../../shared/base/ports.ts";
import { createNobleCrypto } from "../../../shared/channel/noble-crypto.ts";

export const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
export const native = createNativeCrypto();
export const noble = createNobleCrypto(random);

export function unhex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));
}

export function hex(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString("hex");
}

/** A clock that stands still until it is told to go on. */
export function createManualClock() {
  let nowMs = 1_000;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const clock: Clock = {
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    schedule(delayMs, run): Disposable {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return toDisposable(() => {
        timers = timers.filter((each) => each !== timer);
      });
    },
  };
  return {
    ...clock,
    pending: () => timers.length,
    advance(byMs: number) {
      const untilMs = nowMs + byMs;
      for (;;) {
        const next = timers.filter((each) => each.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        nowMs = Math.max(nowMs, next.atMs);
        timers = timers.filter((each) => each !== next);
        next.run();
      }
      nowMs = untilMs;
    },
  };
}

/** Lets everything that is already under way in this process come to rest. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
