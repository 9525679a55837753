import { CliError, type Output } from "../../electron/cli/output.ts";
import { dataFolder } from "../../electron/cli/data-folder.ts";
import { createProgram } from "../../electron/cli/program.ts";

/** What a command said, and its exit code. */
export interface Said {
  readonly code: number;
  readonly lines: readonly Record<string, unknown>[];
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
 * Runs a command of the command line in this process, words, options and all, on a host that is one of its own: for
 * what a test needs on its way. A process for each of hundreds takes longer than what they are needed for.
 */
export async function command(...words: readonly string[]): Promise<Said> {
  const lines: Record<string, unknown>[] = [];
  let stdout = "";
  let stderr = "";
  let code = 0;
  const outputOf = (json: boolean): Output => ({
    json,
    say(value, sentence) {
      const line: unknown = JSON.parse(JSON.stringify(value));
      if (json && isLine(line)) lines.push(line);
      const text = json ? JSON.stringify(value) : sentence;
      if (text !== undefined) stdout += `${text}\n`;
    },
    print: (text) => void (stdout += text),
    note: (sentence) => void (stderr += `${sentence}\n`),
  });
  const program = await createProgram({
    word: words[0],
    async run(options, work) {
      const output = outputOf(options.json === true);
      try {
        code = (await work(dataFolder(options.data), output)) ?? 0;
      } catch (cause) {
        if (!(cause instanceof CliError)) throw cause;
        code = cause.exitCode;
        if (output.json) output.say({ error: cause.code, message: cause.message });
        else output.note(cause.message);
      }
    },
    exit(ended) {
      throw new Exited(ended);
    },
  });
  program.configureOutput({ writeOut: (text) => (stdout += text), writeErr: (text) => (stderr += text) });
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (cause) {
    if (!(cause instanceof Exited)) throw cause;
    code = cause.code;
  }
  return { code, lines, stdout, stderr };
}

function isLine(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
