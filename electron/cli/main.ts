import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { mergeSchema, type ModeName, modeNames } from "../../shared/events/mode.ts";
import { joinerScrollbackSchema, sessionTypeSchema } from "../../shared/events/terms.ts";
import { dataFolder } from "./data-folder.ts";
import { exitCodes, exitCodesHelp } from "./exit-codes.ts";
import { CliError, createOutput, type Output } from "./output.ts";
import { version } from "../engine/version.ts";

interface Common {
  readonly data?: string;
  readonly json?: boolean;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It is a whole number.");
  return value;
}

function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError("It is between 0 (any free one) and 65535.");
  return port;
}

/** Runs one command to its exit code; whatever it throws becomes a sentence, or an object with `--json`. */
async function run(
  options: Common,
  work: (folder: string, output: Output) => Promise<number | void>,
): Promise<never> {
  const output = createOutput(options.json === true);
  try {
    const code = (await work(dataFolder(options.data), output)) ?? exitCodes.done;
    await flush();
    process.exit(code);
  } catch (cause) {
    if (!(cause instanceof CliError)) throw cause;
    if (output.json) output.say({ error: cause.code, message: cause.message });
    else output.note(cause.message);
    await flush();
    process.exit(cause.exitCode);
  }
}

/** Pipes take their time; what was printed is not to be cut off by exiting. */
function flush(): Promise<unknown> {
  return Promise.all(
    [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((resolve) => stream.write("", () => resolve())),
    ),
  );
}

const program = new Command("tandem")
  .description(
    "Share a live terminal session: two hands on one machine, one of them steering, everything on the record.",
  )
  .version(version)
  .addHelpText("after", exitCodesHelp)
  .showHelpAfterError("(tandem --help tells more)")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage))
  .enablePositionalOptions();

function withCommon(made: Command): Command {
  return made
    .option("--data <dir>", "data folder (default: $TANDEM_DATA, or the user's own)")
    .option("--json", "one JSON object per line");
}

function command(name: string, description: string): Command {
  return withCommon(program.command(name).description(description));
}

const groupTitles: Readonly<Record<string, string>> = {
  control: "ask for control, hand it on, grant it, take it back",
  line: "lines that wait to be run, where lines are queued",
  proposal: "what others propose to type",
  hand: "raise and lower hands",
};

function mergeOption(): Option {
  return new Option("--merge <way>", "how the input of several is merged, in the mode interactive").choices(
    mergeSchema.options,
  );
}

command("start", "start a session and host it")
  .argument("[words...]", "after --: the command, or the arguments of ssh")
  .option("--headless", "without showing it in this terminal")
  .addOption(new Option("--target <kind>", "what to share").choices(["shell", "ssh", "command", "echo"]))
  .option("--title <title>", "what people see it called")
  .addOption(new Option("--mode <mode>", "who may type (default: presenter)").choices(modeNames))
  .addOption(mergeOption())
  .option("--set <setting...>", "a setting of the mode: name=value, such as max_control_minutes=30")
  .addOption(new Option("--type <type>", "what the session is for").choices(sessionTypeSchema.options))
  .option("--topic <topic>", "training: what it is about")
  .addOption(
    new Option("--level <level>", "training: for whom").choices(["beginner", "intermediate", "advanced"]),
  )
  .option("--trainee <name...>", "training: who learns")
  .addOption(
    new Option("--four-eyes [how]", "a second person has to watch, or to approve each command line").choices([
      "watching",
      "per-command",
    ]),
  )
  .addOption(
    new Option("--scrollback <much>", "how much of the past joiners see").choices(
      joinerScrollbackSchema.options,
    ),
  )
  .option("--max <n>", "most participants besides you", wholeNumber)
  .option("--no-record", "without a recording")
  .option("--signaling <url>", "a signaling server other than the one inside")
  .option("--lan", "offer the signaling server inside on the local network")
  .option(
    "--api-port <n>",
    "also offer the local API on 127.0.0.1, for who holds its token; 0 is any free port",
    portNumber,
  )
  .option("--cols <n>", "width of the screen", wholeNumber)
  .option("--rows <n>", "height of the screen", wholeNumber)
  .action(async (words: string[], options) => {
    const { start } = await import("./commands/start.ts");
    await run(options, (folder, output) => start(words, options, folder, output));
  });

command("share", "make a share link")
  .argument("<session>")
  .addOption(
    new Option("--grant <grant>", "what it lets people do").choices(["view", "interact"]).default("view"),
  )
  .option("--expires <duration>", "how long it lasts, such as 90s, 15m, 24h, 7d", "24h")
  .option("--max-uses <n>", "how many people may come in by it", wholeNumber)
  .option("--approve", "you let people in one by one (default for interact)")
  .option("--no-approve", "it lets people in by itself (default for view)")
  .action(async (session: string, options) => {
    const { share } = await import("./commands/links.ts");
    await run(options, (folder, output) => share(folder, session, options, output));
  });

command("unshare", "revoke a share link")
  .argument("<session>")
  .argument("<link>")
  .option("--remove-guests", "also remove everybody who came in by it")
  .action(async (session: string, link: string, options) => {
    const { unshare } = await import("./commands/links.ts");
    await run(options, (folder, output) => unshare(folder, session, link, options, output));
  });

command("links", "list a session's share links")
  .argument("<session>")
  .action(async (session: string, options) => {
    const { listLinks } = await import("./commands/links.ts");
    await run(options, (folder, output) => listLinks(folder, session, output));
  });

command("join", "join a session by its link")
  .argument("<url>", "the link; - reads it from standard input, so that no list of processes shows it")
  .option("--name <name>", "what the others call you")
  .option("--raw", "for pipes: standard input goes in, the screen's bytes come out")
  .option("--relay", "stay on the signaling server's relay")
  .option("--yes", "accept that the session is recorded without being asked")
  .action(async (url: string, options) => {
    const { join } = await import("./commands/join.ts");
    await run(options, (_folder, output) => join(url, options, output));
  });

command("sessions", "list the running sessions").action(async (options) => {
  const { listSessions } = await import("./commands/people.ts");
  await run(options, (folder, output) => listSessions(folder, output));
});

command("participants", "list who is in a session, and who waits")
  .argument("<session>")
  .action(async (session: string, options) => {
    const { listParticipants } = await import("./commands/people.ts");
    await run(options, (folder, output) => listParticipants(folder, session, output));
  });

command("mode", "change the sharing mode, or its settings")
  .argument("<session>")
  .addArgument(new Argument("<name>", "the mode").choices(modeNames))
  .addOption(mergeOption())
  .option("--set <setting...>", "name=value, such as max_viewers=20")
  .action(async (session: string, name: ModeName, options) => {
    const { setMode } = await import("./commands/modes.ts");
    await run(options, (folder, output) => setMode(folder, session, name, options, output));
  });

command("permit", "change what somebody may do")
  .argument("<session>")
  .argument("<who>", "an id or an unambiguous name")
  .argument("<permissions...>", "such as allow_input=yes allow_chat=no")
  .action(async (session: string, who: string, permissions: string[], options) => {
    const { permit } = await import("./commands/modes.ts");
    await run(options, (folder, output) => permit(folder, session, who, permissions, output));
  });

command("annotate", "draw over the screen")
  .argument("<session>")
  .argument("<shape>", "box, circle, arrow, text, warning or freehand")
  .requiredOption("--at <x,y...>", "columns and rows of the screen as it is now, 0,0 at the top left")
  .option("--pixels <WxH>", "the places are pixels of a picture of the screen of this size")
  .option("--colour <name>", "person, red, orange, yellow, green, blue or purple")
  .option("--label <text>", "what stands beside it")
  .option("--seconds <n>", "how long it stays, or forever")
  .action(async (session: string, shape: string, options) => {
    const { annotate } = await import("./commands/annotate.ts");
    await run(options, (folder, output) => annotate(folder, session, shape, options, output));
  });

command("queue", "show who has control, who waits for it, and what waits to be run, approved or answered")
  .argument("<session>")
  .action(async (session: string, options) => {
    const { showQueue } = await import("./commands/queue.ts");
    await run(options, (folder, output) => showQueue(folder, session, output));
  });

command("notes", "list questions, bookmarks, annotations and proposals, with their numbers")
  .argument("<session>")
  .action(async (session: string, options) => {
    const { listNotes } = await import("./commands/notes.ts");
    await run(options, (folder, output) => listNotes(folder, session, output));
  });

command("explain", "say what somebody may do, and which rule says so")
  .argument("<session>")
  .argument("<who>", "an id or an unambiguous name")
  .argument("[action]", "a command such as control.request, or a capability such as input")
  .action(async (session: string, who: string, action: string | undefined, options) => {
    const { explain } = await import("./commands/explain.ts");
    await run(options, (folder, output) => explain(folder, session, who, action, output));
  });

command("command", "give a session any command by its name, with its input as JSON")
  .argument("<session>")
  .argument("<name>", "such as input.key")
  .argument("[input]", 'such as {"data":"ls\\r"}')
  .action(async (session: string, name: string, input: string | undefined, options) => {
    const { giveByName } = await import("./commands/give.ts");
    await run(options, (folder, output) => giveByName(folder, { session, name, input }, output));
  });

command("recordings", "list the recordings").action(async (options) => {
  const { recordings } = await import("./commands/recordings.ts");
  await run(options, (folder, output) => recordings(folder, output));
});

command("verify", "verify a recording: exits 0 intact and sealed, 1 altered, 2 unreadable, 3 cut off")
  .argument("<file>")
  .option("--host-key <key>", "the public key it must be signed with")
  .action(async (file: string, options) => {
    const { verify } = await import("./commands/recordings.ts");
    await run(options, (folder, output) => verify(folder, file, options, output));
  });

command("server", "run a signaling server")
  .option("--port <n>", "port to listen on; 0 is any free one", portNumber, 8787)
  .option("--host <address>", "address to listen on", "127.0.0.1")
  .option("--public-url <url>", "the origin under which people reach it")
  .option("--trust-proxy", "take people's addresses from the proxy in front")
  .action(async (options) => {
    const { server } = await import("./commands/server.ts");
    await run(options, (folder, output) => server(options, folder, output));
  });

command("app", "open the interface in the browser")
  .option("--browser", "in the browser (the desktop app opens with npm start)")
  .option("--lan", "offer the signaling server inside on the local network")
  .option("--signaling <url>", "a signaling server other than the one inside")
  .option("--no-open", "only print the address")
  .action(async (options) => {
    const { app } = await import("./commands/app.ts");
    await run(options, (folder, output) => app(options, folder, output));
  });

/** Parts of `tandem` that are hand-written; everything else is said in words of the command table. */
const handWritten: ReadonlySet<string> = new Set(program.commands.map((each) => each.name()));

if (!handWritten.has(process.argv[2] ?? "")) {
  const { registerSessionWords } = await import("./session-words.ts");
  const groups = new Map<string, Command>();
  registerSessionWords({
    add(name, description, group) {
      if (group === undefined) return command(name, description);
      const parent = groups.get(group) ?? command(group, groupTitles[group] ?? group);
      groups.set(group, parent);
      return withCommon(parent.command(name).description(description));
    },
    async run(options, given) {
      const { give } = await import("./commands/give.ts");
      await run(options, (folder, output) => give(folder, given(), output));
    },
  });
}

await program.parseAsync();
