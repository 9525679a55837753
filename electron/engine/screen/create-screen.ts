import { Worker } from "node:worker_threads";
import { deflateRawSync } from "node:zlib";
import { utf8 } from "../../../shared/base/bytes.ts";
import { Emitter } from "../../../shared/base/listen.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";
import { fromWorkerSchema, type ScreenOptions, type Step, type ToWorker } from "./messages.ts";
import { createOutputTail } from "./output-tail.ts";
import type { InputModes, Keyframe, KeyframeDepth, Screen } from "./screen.ts";

export interface CreateScreenOptions {
  readonly cols: number;
  readonly rows: number;
  /** Lines kept above the screen; the same as in every terminal of the session. */
  readonly scrollback?: number;
  /** Where the worker's code lies, if not beside this file. */
  readonly workerUrl?: URL;
  /** Characters not yet taken in: above the high mark the target is paused, below the low one it goes on (onDrain). */
  readonly highMark?: number;
  readonly lowMark?: number;
  /** MB of heap in the worker: a screen with full scrollback takes about 40, most of it outside the heap. */
  readonly heapMb?: number;
}

/** One message's worth of output: 1 to 2 ms of parsing, so a keyframe never waits long. */
const maxFeedCharacters = 65_536;
const maxFeedSteps = 1024;
/** What an idle shadow terminal is told first waits for so long: an echo is delivered before the worker takes a core. */
const feedDelayMs = 3;
/** One is parsed while the next is on its way. */
const maxFeedsUnderWay = 2;

const defaultHighMark = 2 * 1024 * 1024;
const defaultLowMark = 512 * 1024;
const defaultHeapMb = 256;

const maxRestarts = 1;
/** What killed it may be what it kept: a tenth of that, so that the same again does not kill it for good. */
const restartScrollback = 1_000;
const restartNotice = "\x1b[7m The screen could not be kept and begins anew here. \x1b[m\r\n";

const noModes: InputModes = {
  bracketedPaste: false,
  applicationCursor: false,
  mouse: false,
  focus: false,
  alternateScreen: false,
};

/**
 * The worker's own file, which the build makes: beside the bundle, and for the sources too, as tests run them. From its
 * own source it would start three times as slowly, since Node took the types out of it again for every session.
 */
export function defaultWorkerUrl(beside: string = import.meta.url): URL {
  return new URL(
    beside.endsWith(".ts") ? "../../../dist/engine/screen-worker.js" : "./screen-worker.js",
    beside,
  );
}

interface Wanted {
  readonly promise: Promise<Keyframe | undefined>;
  resolve(keyframe: Keyframe | undefined): void;
}

function createWanted(): Wanted {
  let resolve: Wanted["resolve"] = () => {};
  const promise = new Promise<Keyframe | undefined>((give) => {
    resolve = give;
  });
  return { promise, resolve };
}

/** Starts the worker at once. See Screen. */
export function createScreen(options: CreateScreenOptions): Screen {
  const { highMark = defaultHighMark, lowMark = defaultLowMark, heapMb = defaultHeapMb } = options;
  const workerUrl = options.workerUrl ?? defaultWorkerUrl();
  const drained = new Emitter<void>();
  const replied = new Emitter<string>();
  const failed = new Emitter<string>();

  let state: "running" | "failed" | "disposed" = "running";
  let worker: Worker;
  let restarts = 0;
  let scrollback = options.scrollback ?? terminalOptions.scrollback;
  let modes = noModes;
  let top = 0;
  let size = { cols: options.cols, rows: options.rows };
  /** Not yet sent to the worker. */
  let queue: Step[] = [];
  /** Characters of each feed that was sent and not yet taken in. */
  let underWay: number[] = [];
  /** The last entry sent to the worker. */
  let sentSeq = 0;
  /** The last entry handed over. */
  let lastSeq = 0;
  /** Since it failed for good. */
  const tail = createOutputTail();
  let backlog = 0;
  let aboveHigh = false;
  let feedTimer: NodeJS.Timeout | undefined;
  const wanted = new Map<KeyframeDepth, Wanted>();

  const send = (message: ToWorker): void => worker.postMessage(message);

  const takeFeed = (): Step[] => {
    let characters = 0;
    let count = 0;
    for (const step of queue) {
      const more = step.type === "output" ? step.text.length : 0;
      if (count > 0 && (characters + more > maxFeedCharacters || count === maxFeedSteps)) break;
      characters += more;
      count++;
    }
    underWay.push(characters);
    const steps = joinOutputs(queue.splice(0, count));
    sentSeq = steps.at(-1)?.seq ?? sentSeq;
    return steps;
  };

  const sendFeeds = (): void => {
    clearTimeout(feedTimer);
    feedTimer = undefined;
    while (queue.length > 0 && underWay.length < maxFeedsUnderWay) {
      send({ type: "feed", steps: takeFeed() });
    }
  };

  const feedSoon = (): void => {
    if (underWay.length > 0) sendFeeds();
    else feedTimer ??= setTimeout(sendFeeds, feedDelayMs);
  };

  const settleParsed = (characters: number): void => {
    backlog -= characters;
    if (!aboveHigh || backlog >= lowMark) return;
    aboveHigh = false;
    drained.emit();
  };

  const give = (depth: KeyframeDepth, keyframe: Keyframe | undefined): void => {
    wanted.get(depth)?.resolve(keyframe);
    wanted.delete(depth);
  };

  const handleMessage = (data: unknown): void => {
    const message = fromWorkerSchema.parse(data);
    if (message.type === "fed") {
      const characters = underWay.shift() ?? 0;
      top = message.top;
      sendFeeds();
      settleParsed(characters);
    } else if (message.type === "reply") replied.emit(message.data);
    else if (message.type === "modes") modes = message.modes;
    else {
      const { type: _type, ...keyframe } = message;
      give(message.depth, keyframe);
    }
  };

  const tailKeyframe = (depth: KeyframeDepth): Keyframe | undefined => {
    if (state === "disposed") return undefined;
    const text = utf8(`\x1bc${tail.last(depth, size)}`);
    const data = new Uint8Array(deflateRawSync(text, { level: 1 }));
    return { seq: lastSeq, ...size, depth, firstLine: top, data, bytes: text.length };
  };

  const end = (next: "failed" | "disposed"): void => {
    state = next;
    clearTimeout(feedTimer);
    queue = [];
    underWay = [];
    backlog = 0;
    modes = noModes;
    for (const depth of wanted.keys()) give(depth, tailKeyframe(depth));
  };

  const start = (notice: string): void => {
    const started = new Worker(workerUrl, {
      workerData: { ...size, scrollback, seq: sentSeq, notice } satisfies ScreenOptions,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32 },
      name: "screen",
    });
    worker = started;
    let cause = "it ended";
    started.on("message", (data: unknown) => {
      if (state === "running" && worker === started) handleMessage(data);
    });
    started.on("error", (error: unknown) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    started.on("exit", () => {
      if (state === "running" && worker === started) handleDeath(cause);
    });
  };

  const handleDeath = (cause: string): void => {
    if (restarts === maxRestarts) {
      end("failed");
      if (aboveHigh) drained.emit();
      aboveHigh = false;
      failed.emit(
        `The shadow terminal failed twice (${cause}). Whoever joins or falls behind sees at most the last of the target's output from here on.`,
      );
      return;
    }
    restarts++;
    scrollback = Math.min(scrollback, restartScrollback);
    // What was under way may be what killed it: it is not tried again.
    const lost = underWay.reduce((sum, each) => sum + each, 0);
    underWay = [];
    modes = noModes;
    start(restartNotice);
    for (const depth of wanted.keys()) send({ type: "keyframe", depth });
    sendFeeds();
    settleParsed(lost);
  };

  start("");
  return {
    handleOutput(seq, text) {
      lastSeq = seq;
      if (state === "failed") tail.push(text);
      if (state !== "running") return;
      backlog += text.length;
      if (backlog > highMark) aboveHigh = true;
      queue.push({ type: "output", seq, text });
      feedSoon();
    },
    handleResize(seq, cols, rows) {
      lastSeq = seq;
      size = { cols, rows };
      if (state !== "running") return;
      queue.push({ type: "resize", seq, cols, rows });
      sendFeeds();
    },
    keyframe(depth) {
      if (state !== "running") return Promise.resolve(tailKeyframe(depth));
      const known = wanted.get(depth);
      if (known !== undefined) return known.promise;
      const created = createWanted();
      wanted.set(depth, created);
      sendFeeds();
      send({ type: "keyframe", depth });
      return created.promise;
    },
    get modes() {
      return modes;
    },
    get top() {
      return top;
    },
    get backlog() {
      return backlog;
    },
    onDrain: drained.listen,
    onReply: replied.listen,
    onFailure: failed.listen,
    dispose() {
      if (state === "disposed") return;
      end("disposed");
      drained.clear();
      replied.clear();
      failed.clear();
      void worker.terminate();
    },
  };
}

/** Neighbouring outputs as one: every write to the terminal has a price. */
function joinOutputs(steps: readonly Step[]): Step[] {
  const joined: Step[] = [];
  let texts: string[] = [];
  let seq = 0;
  const flush = (): void => {
    if (texts.length > 0) joined.push({ type: "output", seq, text: texts.join("") });
    texts = [];
  };
  for (const step of steps) {
    if (step.type === "output") {
      texts.push(step.text);
      seq = step.seq;
    } else {
      flush();
      joined.push(step);
    }
  }
  flush();
  return joined;
}
