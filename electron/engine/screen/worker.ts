import { parentPort, workerData } from "node:worker_threads";
import { invariant } from "../../../shared/base/assert.ts";
import { type FromWorker, screenOptionsSchema, type Step, toWorkerSchema } from "./messages.ts";
import type { InputModes, KeyframeDepth } from "./screen.ts";
import { createShadow } from "./shadow.ts";

/** A target that asks without reading gets the first answers: characters per step. */
const maxReply = 16_384;

invariant(parentPort, "the shadow terminal runs in a worker");
const port = parentPort;
const { notice, seq: firstSeq, ...options } = screenOptionsSchema.parse(workerData);

let replies = "";
const shadow = createShadow(options, (data) => {
  if (replies.length + data.length <= maxReply) replies += data;
});

const encoder = new TextEncoder();
const feeds: Step[][] = [];
const wanted = new Set<KeyframeDepth>();
let busy = false;
let seq = firstSeq;
let sentModes: InputModes = shadow.inputModes;

function send(message: FromWorker, transferred: ArrayBuffer[] = []): void {
  port.postMessage(message, transferred);
}

function answerKeyframes(): void {
  for (const depth of wanted) {
    const { text, cols, rows } = shadow.keyframe(depth);
    const data = encoder.encode(text);
    send({ type: "keyframe", seq, cols, rows, depth, data }, [data.buffer]);
  }
  wanted.clear();
}

function finishStep(step: Step): void {
  seq = step.seq;
  if (replies !== "") send({ type: "reply", data: replies });
  replies = "";
  const modes = shadow.inputModes;
  const changed =
    modes.bracketedPaste !== sentModes.bracketedPaste ||
    modes.applicationCursor !== sentModes.applicationCursor ||
    modes.mouse !== sentModes.mouse ||
    modes.focus !== sentModes.focus ||
    modes.alternateScreen !== sentModes.alternateScreen;
  if (changed) {
    sentModes = modes;
    send({ type: "modes", modes });
  }
  answerKeyframes();
}

/** One step after the other; a resize must not overtake a write. */
function runSteps(steps: readonly Step[], index: number): void {
  const step = steps[index];
  if (step === undefined) {
    send({ type: "fed" });
    runNextFeed();
  } else if (step.type === "output") {
    shadow.write(step.text, () => {
      finishStep(step);
      runSteps(steps, index + 1);
    });
  } else {
    shadow.resize(step.cols, step.rows);
    finishStep(step);
    runSteps(steps, index + 1);
  }
}

function runNextFeed(): void {
  busy = false;
  answerKeyframes();
  const steps = feeds.shift();
  if (steps === undefined) return;
  busy = true;
  runSteps(steps, 0);
}

port.on("message", (data: unknown) => {
  const message = toWorkerSchema.parse(data);
  if (message.type === "feed") feeds.push(message.steps);
  else wanted.add(message.depth);
  if (!busy) runNextFeed();
});

if (notice !== "") {
  busy = true;
  shadow.write(notice, runNextFeed);
}
