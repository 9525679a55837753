import { parentPort, workerData } from "node:worker_threads";
import { deflateRawSync } from "node:zlib";
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

/** The target fell silent: time to parse what was put off, before somebody asks to see it. */
const quietMs = 60;

const encoder = new TextEncoder();
let seq = firstSeq;
let sentModes: InputModes = shadow.inputModes;

function send(message: FromWorker, transferred: ArrayBuffer[] = []): void {
  port.postMessage(message, transferred);
}

function answerKeyframe(depth: KeyframeDepth): void {
  const { text, ...size } = shadow.keyframe(depth);
  const plain = encoder.encode(text);
  // Fast rather than small: somebody waits for it. A copy, since a Buffer may be a window into a shared pool.
  const data = new Uint8Array(deflateRawSync(plain, { level: 1 }));
  send({ type: "keyframe", seq, ...size, depth, data, bytes: plain.length }, [data.buffer]);
}

function runStep(step: Step): void {
  if (step.type === "output") shadow.write(step.text);
  else shadow.resize(step.cols, step.rows);
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
  if (!changed) return;
  sentModes = modes;
  send({ type: "modes", modes });
}

let quiet: NodeJS.Timeout | undefined;

function settleSoon(): void {
  if (shadow.settled) return;
  if (quiet === undefined) quiet = setTimeout(() => shadow.settle(), quietMs);
  else quiet.refresh();
}

port.on("message", (data: unknown) => {
  const message = toWorkerSchema.parse(data);
  if (message.type === "keyframe") return answerKeyframe(message.depth);
  for (const step of message.steps) runStep(step);
  send({ type: "fed", top: shadow.top });
  settleSoon();
});

if (notice !== "") shadow.write(notice);
