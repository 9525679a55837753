import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import { encodeKeyframe } from "../../../shared/wire/log-frames.ts";
import type { Keyframe, KeyframeDepth, Screen } from "../screen/screen.ts";

/**
 * At most ten screens a second for everybody together: of what floods past more is not read, and each costs the shadow
 * terminal, every line and every viewer's terminal some ms.
 */
const leastIntervalMs = { screen: 100, everything: 250 } as const satisfies Record<KeyframeDepth, number>;
/** For the one who typed last, who waits for an answer. */
const urgentIntervalMs = 20;

/** The last keyframe is kept for so long, for who asks a little later and would get the same: 1 MB with full scrollback. */
const keptMs = 2_000;

/** A keyframe ready for the wire, shared by all who need one. */
export interface EncodedKeyframe {
  /** The last entry it stands for: nothing up to there changes the screen after what it shows. */
  readonly seq: number;
  readonly depth: KeyframeDepth;
  /** The absolute number of its first line. */
  readonly firstLine: number;
  readonly rows: number;
  readonly messages: readonly Uint8Array[];
}

/** Hands out shared keyframes, no faster than anybody sees them. */
export interface Keyframes extends Disposable {
  /** Calls back once, at once where the last one is as good, with undefined where none can be made. */
  request(
    depth: KeyframeDepth,
    urgent: boolean,
    callback: (keyframe: EncodedKeyframe | undefined) => void,
  ): void;
}

type Callback = (keyframe: EncodedKeyframe | undefined) => void;

export interface KeyframesOptions {
  readonly screen: Screen;
  readonly epoch: number;
  readonly clock: Clock;
  /** The entry up to which a screen as of this one is still right. */
  readonly reach: (seq: number) => number;
}

export function createKeyframes({ screen, epoch, clock, reach }: KeyframesOptions): Keyframes {
  let disposed = false;

  // A long stretch without output would otherwise be sent again after every keyframe, which stays where it was.
  const encode = ({ data, ...made }: Keyframe): EncodedKeyframe => {
    const seq = reach(made.seq);
    const { depth, firstLine, rows } = made;
    return { seq, depth, firstLine, rows, messages: encodeKeyframe({ ...made, epoch, seq }, data) };
  };

  const service = (depth: KeyframeDepth) => {
    let waiting: Callback[] = [];
    let running = false;
    let lastMs = Number.NEGATIVE_INFINITY;
    let timer: Disposable | undefined;
    let kept: { readonly made: Keyframe; encoded: EncodedKeyframe; readonly expiry: Disposable } | undefined;

    const forget = () => {
      kept?.expiry.dispose();
      kept = undefined;
    };
    const keep = (made: Keyframe, encoded: EncodedKeyframe) => {
      forget();
      kept = { made, encoded, expiry: clock.schedule(keptMs, forget) };
    };

    /** The last one, where nothing has changed the screen since: it stands for all that happened meanwhile, too. */
    const current = (): EncodedKeyframe | undefined => {
      if (kept === undefined) return undefined;
      const seq = reach(kept.encoded.seq);
      if (seq !== reach(Number.POSITIVE_INFINITY)) return undefined;
      if (seq !== kept.encoded.seq) kept.encoded = encode(kept.made);
      return kept.encoded;
    };

    const make = () => {
      timer = undefined;
      running = true;
      lastMs = clock.monotonicMs();
      const served = waiting;
      waiting = [];
      void screen.keyframe(depth).then((keyframe) => {
        running = false;
        if (disposed) return;
        const encoded = keyframe && encode(keyframe);
        if (keyframe === undefined || encoded === undefined) forget();
        else keep(keyframe, encoded);
        if (current() !== undefined) served.push(...waiting.splice(0));
        for (const callback of served) callback(encoded);
        // Not at once, however long this one took: whoever was just served and is behind again is in the next, too.
        if (waiting.length > 0) arrange(false, 1);
      });
    };

    const arrange = (urgent: boolean, leastMs = 0) => {
      if (running || disposed) return;
      const interval = urgent ? urgentIntervalMs : leastIntervalMs[depth];
      const wait = Math.max(leastMs, lastMs + interval - clock.monotonicMs());
      timer?.dispose();
      timer = undefined;
      if (wait <= 0) make();
      else timer = clock.schedule(wait, make);
    };

    return {
      request(urgent: boolean, callback: Callback) {
        const known = current();
        if (known !== undefined) return callback(known);
        waiting.push(callback);
        if (timer === undefined || urgent) arrange(urgent);
      },
      dispose() {
        timer?.dispose();
        forget();
      },
    };
  };

  const services = { screen: service("screen"), everything: service("everything") };

  return {
    request: (depth, urgent, callback) => services[depth].request(urgent, callback),
    dispose() {
      disposed = true;
      services.screen.dispose();
      services.everything.dispose();
    },
  };
}
