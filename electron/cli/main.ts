import { createOutput } from "./output.ts";
import { perform } from "./perform.ts";
import { createProgram } from "./program.ts";
import type { Common, Work } from "./program/cli.ts";
import { toldToEnd } from "./signals.ts";
import { setBlocking } from "./terminal/blocking.ts";

/** Does one word's work, and ends with it. */
async function run(options: Common, work: Work): Promise<never> {
  outlastReaders();
  const code = await perform(options, work, createOutput(options.json === true));
  await flush();
  process.exit(code);
}

/** The other end of a pipe is closed; the terminal is gone. */
const readerGone: readonly (string | undefined)[] = ["EPIPE", "EIO"];

/**
 * Whoever reads what this process prints may pause or go, and neither stops nor ends it: it may host sessions. What is
 * not read yet waits here.
 */
function outlastReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    setBlocking(stream, false);
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!readerGone.includes(error.code)) throw error;
    });
  }
}

/** Pipes and terminals take their time; what was printed is not to be cut off by exiting, unless by a signal. */
function flush(): Promise<unknown> {
  const printed = [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((resolve) => stream.write("", () => resolve())),
  );
  return Promise.race([Promise.all(printed), toldToEnd()]);
}

const program = await createProgram({ run, exit: (code) => process.exit(code), word: process.argv[2] });
await program.parseAsync();
