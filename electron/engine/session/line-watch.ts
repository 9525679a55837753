import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import type { Completion } from "../../../shared/events/lines.ts";
import { createPromptMarks, type PromptMark } from "../../../shared/vt/osc133.ts";
import type { LineAbility } from "../targets/target.ts";

/** Output that has been quiet for so long means, where nothing better is known, that the target waits for input. */
const quietMs = 300;
/** How often the terminal's foreground is looked at, while something hangs on it. */
const pollMs = 50;
/** A shell that was set up to mark its prompt, and has not by then, will not: slow start-up files are read by then. */
const firstMarkMs = 5_000;
/**
 * What ends a prompt, its mark or the request for brackets, has come by then where it comes at all. Of a shell that has
 * ended one so before it is due: only a machine that stands still makes it late.
 */
const promptMs = { likely: 100, due: 1_000 } as const;

/** Tells when the target is ready for a line, and when a line that was handed to it has finished. */
export interface LineWatch extends Disposable {
  /** The target reads a line now, as far as can be known. */
  readonly ready: boolean;
  /** As of what was handled so far; the shadow terminal tells it later. */
  readonly bracketedPaste: boolean;
  /** Something was typed past the queue since the last line: it may stand where the next one goes. */
  readonly leftovers: boolean;
  /** The target runs: what it can tell from here on counts. */
  begin(): void;
  /** A line waits: onReady follows as soon as the target is ready. */
  awaitReady(): void;
  /** It was handed over just now. */
  start(line: number): void;
  /** It is over for the session, whatever the target does: nothing is waited for any longer. */
  skip(line: number): void;
  /** Somebody typed past the queue. */
  handleTyped(): void;
  /** What the target wrote. */
  handleOutput(text: string): void;
}

export interface LineWatchOptions {
  readonly clock: Clock;
  /** What the target can tell; without it nothing is waited for before a line. */
  readonly target: LineAbility | undefined;
  readonly onDone: (line: number, how: Completion, exitCode?: number) => void;
  readonly onReady: () => void;
  /** How the end of a line is told from here on; `silence` is what everybody begins with. */
  readonly onCompletion: (completion: Completion) => void;
}

interface RunningLine {
  readonly line: number;
  /** How far its command is by the shell's marks; `sent` where none came since. */
  stage: "sent" | "marked" | "runs" | "done";
  exitCode?: number;
}

/**
 * Three ways, the best that works: the shell's own marks; the terminal's foreground being the shell's again; quiet.
 * A line that never runs (empty, a comment, a syntax error) brings a prompt without a command: then a moment of quiet
 * tells. Forged marks (shared/vt/osc133.ts) hand the next line over too early, never more than that.
 */
export function createLineWatch(options: LineWatchOptions): LineWatch {
  const { clock, target } = options;
  let completion: Completion = "silence";
  let running: RunningLine | undefined;
  /** `busy` by its marks; `unsure` where something was typed or has just begun, and nothing tells what came of it. */
  let shell: "ready" | "busy" | "unsure" = target === undefined ? "ready" : "unsure";
  /** A shell of ours may still be reading its start-up files. */
  let firstMarkDue: Disposable | undefined;
  let awaited = false;
  let leftovers = false;
  let disposed = false;
  let timer:
    | { readonly due: Disposable; readonly afterQuietMs?: number; readonly run: () => void }
    | undefined;
  /** Foreground was the shell's at the last look, with no output since. */
  let seenOwn = false;
  /** Whether the shell asks for brackets around pastes before it reads, or (zsh) just after it said that it does. */
  let brackets: keyof typeof promptMs | "none" = target?.key === undefined ? "none" : "likely";
  /** Whether it marks where a prompt ends. */
  let endMark: keyof typeof promptMs = "likely";
  let awaitingBrackets = false;
  /** Marks so far. */
  let marked = 0;
  /** Counts what makes an answer about the foreground out of date. */
  let round = 0;

  const stop = () => {
    round += 1;
    seenOwn = false;
    awaitingBrackets = false;
    timer?.due.dispose();
    timer = undefined;
  };
  const after = (delayMs: number, run: () => void) => {
    timer?.due.dispose();
    timer = { due: clock.schedule(delayMs, run), run };
  };
  /** Once nothing has been written for so long. */
  const afterQuiet = (ms: number, run: () => void) => {
    timer?.due.dispose();
    timer = { due: clock.schedule(ms, run), afterQuietMs: ms, run };
  };

  const setCompletion = (next: Completion) => {
    if (completion === next) return;
    completion = next;
    options.onCompletion(next);
  };

  /** The target reads again: the line that ran is done, or one that waits may start. */
  const becomeReady = () => {
    stop();
    const done = running;
    running = undefined;
    shell = "ready";
    if (done !== undefined) options.onDone(done.line, completion, done.exitCode);
    if (!awaited) return;
    awaited = false;
    options.onReady();
  };

  /** Twice the shell's own with nothing written between: once may be the moment before a command begins. */
  const look = async () => {
    const asked = round;
    const foreground = (await target?.foreground?.()) ?? "unknown";
    if (disposed || asked !== round) return;
    if (foreground === "unknown") return afterQuiet(quietMs, becomeReady);
    if (foreground === "own" && seenOwn) return becomeReady();
    seenOwn = foreground === "own";
    after(pollMs, () => void look());
  };

  /** Waits for the target to read again, where its marks do not tell. */
  const watchWithoutMarks = () => {
    stop();
    if (completion === "silence") afterQuiet(quietMs, becomeReady);
    else if (running === undefined) afterQuiet(quietMs, () => void look());
    else after(pollMs, () => void look());
  };

  /** There are no marks, or no more: what else the target can tell. */
  const fallBack = async (why: "none" | "lost") => {
    const before = marked;
    const foreground = (await target?.foreground?.()) ?? "unknown";
    if (disposed || marked !== before) return;
    // Whatever is in front and took a line without a mark has a prompt of its own (ssh, su), and no end in sight.
    const within = why === "lost" && foreground === "other";
    setCompletion(foreground === "unknown" || within ? "silence" : "process");
    if (running !== undefined || awaited) watchWithoutMarks();
  };

  const noteMark = () => {
    marked += 1;
    firstMarkDue?.dispose();
    firstMarkDue = undefined;
    if (completion !== "integration") stop();
    setCompletion("integration");
  };

  const onMark = (mark: PromptMark) => {
    if (target === undefined) return;
    noteMark();
    if (running?.stage === "sent") running.stage = "marked";
    switch (mark.type) {
      case "command":
        stop();
        shell = "busy";
        if (running !== undefined) running.stage = "runs";
        return;
      case "done":
        if (running?.stage !== "runs") return;
        running.stage = "done";
        if (mark.exitCode !== undefined) running.exitCode = mark.exitCode;
        return;
      case "prompt":
        // Not every shell says that a command is done; ours do, and a nested shell's prompt is not theirs.
        if (running?.stage === "runs" && target.key === undefined) running.stage = "done";
        if (running?.stage === "marked") return afterQuiet(quietMs, becomeReady);
        if (running?.stage === "runs") return;
        return afterQuiet(promptMs[endMark], () => {
          endMark = "likely";
          becomeReady();
        });
      case "reading":
        endMark = "due";
        if (running?.stage === "runs" || (running === undefined && shell === "ready")) return;
        // A prompt without a command before it: drawn anew, or the line never became a command.
        if (running?.stage === "marked") return afterQuiet(quietMs, becomeReady);
        if (marks.bracketedPaste || brackets === "none") return becomeReady();
        awaitingBrackets = true;
        afterQuiet(promptMs[brackets], () => {
          brackets = "none";
          becomeReady();
        });
    }
  };

  const marks = createPromptMarks({ ...(target?.key === undefined ? {} : { key: target.key }), onMark });

  return {
    get ready() {
      return running === undefined && shell === "ready";
    },
    get bracketedPaste() {
      return marks.bracketedPaste;
    },
    get leftovers() {
      return leftovers;
    },
    begin() {
      if (target === undefined || marked > 0) return;
      if (target.key === undefined) return void fallBack("none");
      firstMarkDue = clock.schedule(firstMarkMs, () => {
        firstMarkDue = undefined;
        void fallBack("none");
      });
    },
    awaitReady() {
      if (awaited) return;
      awaited = true;
      if (shell === "unsure" && completion !== "integration" && firstMarkDue === undefined)
        watchWithoutMarks();
    },
    start(line) {
      stop();
      awaited = false;
      leftovers = false;
      running = { line, stage: "sent" };
      if (completion !== "integration") watchWithoutMarks();
      else shell = "busy";
    },
    skip(line) {
      if (running?.line !== line) return;
      stop();
      const unmarked = completion === "integration" && running.stage === "sent";
      running = undefined;
      shell = "ready";
      if (unmarked) void fallBack("lost");
    },
    handleTyped() {
      if (target === undefined) return;
      leftovers = true;
      if (completion !== "integration" && running === undefined) shell = "unsure";
    },
    handleOutput(text) {
      marks.feed(text);
      if (marks.bracketedPaste) brackets = "due";
      if (awaitingBrackets && marks.bracketedPaste) becomeReady();
      seenOwn = false;
      if (timer?.afterQuietMs === undefined) return;
      const { afterQuietMs, run } = timer;
      afterQuiet(afterQuietMs, run);
    },
    dispose() {
      disposed = true;
      running = undefined;
      firstMarkDue?.dispose();
      stop();
    },
  };
}
