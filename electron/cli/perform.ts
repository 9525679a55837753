import { dataFolder } from "./data-folder.ts";
import { exitCodes } from "./exit-codes.ts";
import { CliError, type Output } from "./output.ts";
import type { Common, Work } from "./program/cli.ts";

/** Does one word's work; resolves with its exit code. A CliError becomes a sentence, or an object with `--json`. */
export async function perform(options: Common, work: Work, output: Output): Promise<number> {
  try {
    return (await work(dataFolder(options.data), output)) ?? exitCodes.done;
  } catch (cause) {
    if (!(cause instanceof CliError)) throw cause;
    if (output.json) output.say({ error: cause.code, message: cause.message });
    else output.note(cause.message);
    return cause.exitCode;
  }
}
