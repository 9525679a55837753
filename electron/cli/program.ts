import { Command } from "commander";
import { version } from "../engine/version.ts";
import { exitCodes, exitCodesHelp } from "./exit-codes.ts";
import { type Cli, groups, type Run, type Word } from "./program/cli.ts";
import { addNotes } from "./program/notes.ts";
import { addPeople } from "./program/people.ts";
import { addPrograms } from "./program/programs.ts";
import { addRecords } from "./program/records.ts";
import { addSessions, addStart } from "./program/sessions.ts";
import { addWays } from "./program/ways.ts";

export interface ProgramOptions {
  readonly run: Run;
  /** Where the words are wrong, or were not more than a question for help. */
  readonly exit: (code: number) => never;
  /** The first word, where it is known: what only other words need is not loaded. */
  readonly word?: string | undefined;
}

/** Words that have words of their own behind them. */
const parents: Readonly<Record<string, string>> = {
  control: "ask for control, hand it on, grant it, take it back",
  line: "lines that wait to be run, where lines are queued",
  proposal: "what others propose to type",
  hand: "raise and lower hands",
};

function withExample(made: Command, say: string, example: string): Command {
  return made.addHelpText("after", `\nExample:\n  tandem ${say}${example === "" ? "" : ` ${example}`}`);
}

function withCommon(made: Command): Command {
  return made
    .option("--data <dir>", "data folder (default: $TANDEM_DATA, or the user's own)")
    .option("--json", "one JSON object per line");
}

/** `tandem` with all its words; the work of each is done by `run`. */
export async function createProgram({ run, exit, word }: ProgramOptions): Promise<Command> {
  const program = new Command("tandem")
    .description(
      "Share a live terminal session: two hands on one machine, one of them steering, everything on the record.",
    )
    .version(version)
    .addHelpText("after", exitCodesHelp)
    .showHelpAfterError("(tandem --help tells more)")
    .exitOverride((error) => exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage))
    .enablePositionalOptions();

  const made = new Map<string, Command>();
  const parentOf = (name: string, { say, group, example }: Word): Command => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const parent = program
      .command(name)
      .description(parents[name] ?? name)
      .helpGroup(groups[group]);
    made.set(name, parent);
    return withExample(withCommon(parent), say, example);
  };
  const add = (one: Word): Command => {
    const [first = "", second] = one.say.split(" ");
    const command =
      second === undefined
        ? program.command(first).helpGroup(groups[one.group])
        : parentOf(first, one).command(second);
    return withExample(withCommon(command.description(one.description)), one.say, one.example);
  };

  const cli: Cli = { add, run };
  for (const addWords of [addStart, addSessions, addWays, addPeople, addNotes, addRecords, addPrograms]) {
    addWords(cli);
  }
  // Everything else is said in words of the command table, which is slow to load.
  if (word === undefined || !program.commands.some((each) => each.name() === word)) {
    const { registerSessionWords } = await import("./session-words.ts");
    registerSessionWords(cli);
  }
  return program;
}
