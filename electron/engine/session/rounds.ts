import type { Disposable } from "../../../shared/base/disposable.ts";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import type { Connection } from "../../../shared/channel/connection.ts";
import type { Egress } from "./egress.ts";
import type { FeedOptions } from "./feed.ts";
import { createFlood } from "./flood.ts";
import type { Keyframes } from "./keyframes.ts";
import type { Recent } from "./recent.ts";
import type { Seat } from "./seats.ts";

/** How soon somebody is served again whom the egress budget held up. */
const laterMs = 5;
/** How long a keystroke's entry waits for its echo, which takes a terminal a fraction of a millisecond. */
const echoMs = 2;

export interface RoundsOptions {
  readonly attached: ReadonlyMap<Connection, { readonly seat: Seat }>;
  readonly recent: Recent;
  readonly keyframes: Keyframes;
  readonly egress: Egress;
  readonly clock: Clock;
}

/** Rounds of sending, each in the one order in which everybody is served: whoever typed last, then all others. */
export interface Rounds extends Disposable {
  /** One now. */
  run(): void;
  /** One within a few milliseconds, together with the echo that may come by then. */
  runWithEcho(): void;
  /** Their input was the last. */
  noteTyped(participant: ParticipantId): void;
  /** Once the next one is done, which comes soon. */
  afterNext(task: () => void): void;
  /** What a feed needs to have its part in them. */
  readonly feedOptions: Pick<
    FeedOptions,
    "recent" | "keyframes" | "egress" | "flood" | "clock" | "wake" | "wakeLater"
  >;
}

export function createRounds({ attached, recent, keyframes, egress, clock }: RoundsOptions): Rounds {
  const flood = createFlood(clock, () => recent.pushedBytes);
  let lastTyped: ParticipantId | undefined;
  const tasks: (() => void)[] = [];
  let soon = false;
  let later: Disposable | undefined;

  const run = () => {
    egress.refill();
    flood.look();
    for (const { seat } of attached.values()) if (seat.participant === lastTyped) seat.feed?.pump();
    for (const { seat } of attached.values()) seat.feed?.pump();
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task();
  };

  const runIn = (ms: number) => {
    later ??= clock.schedule(ms, () => {
      later = undefined;
      run();
    });
  };

  return {
    run,
    runWithEcho: () => runIn(echoMs),
    noteTyped(participant) {
      lastTyped = participant;
    },
    afterNext(task) {
      tasks.push(task);
      runIn(echoMs);
    },
    feedOptions: {
      recent,
      egress,
      flood,
      clock,
      // What others are about to see, whoever typed last sees before them.
      keyframes: {
        request: (depth, urgent, done) =>
          keyframes.request(depth, urgent, (keyframe) => {
            for (const { seat } of attached.values()) {
              if (keyframe !== undefined && seat.participant === lastTyped) seat.feed?.offer(keyframe);
            }
            done(keyframe);
          }),
      },
      wake() {
        if (soon) return;
        soon = true;
        queueMicrotask(() => {
          soon = false;
          run();
        });
      },
      wakeLater: () => runIn(laterMs),
    },
    dispose: () => later?.dispose(),
  };
}
