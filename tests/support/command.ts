import type { Output } from "../../electron/cli/output.ts";
import { perform } from "../../electron/cli/perform.ts";
import { createProgram } from "../../electron/cli/program.ts";

/** What a command printed, and its exit code. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

class Exited extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`the words end with ${code}`);
    this.code = code;
  }
}

/**
 * Runs a word of the command line in this process, on a host that is one of its own: its options, its work and its
 * sentences, without a process's streams and signals around them. A process for each of hundreds takes longer than
 * what they are needed for.
 */
export async function command(...words: readonly string[]): Promise<Said> {
  const said = { code: 0, stdout: "", stderr: "" };
  const print = (text: string) => void (said.stdout += text);
  const outputOf = (json: boolean): Output => ({
    json,
    say(value, sentence) {
      const text = json ? JSON.stringify(value) : sentence;
      if (text !== undefined) print(`${text}\n`);
    },
    print,
    note: (sentence) => void (said.stderr += `${sentence}\n`),
  });
  const program = await createProgram({
    word: words[0],
    run: async (options, work) => {
      said.code = await perform(options, work, outputOf(options.json === true));
    },
    exit(code) {
      throw new Exited(code);
    },
  });
  program.configureOutput({ writeOut: print, writeErr: (text) => (said.stderr += text) });
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (cause) {
    if (!(cause instanceof Exited)) throw cause;
    said.code = cause.code;
  }
  return said;
}
