import { Argument, Option } from "commander";
import { mergeSchema, type ModeName, modeNames } from "../../../shared/events/mode.ts";
import { joinerScrollbackSchema, sessionTypeSchema } from "../../../shared/events/terms.ts";
import type { AppOptions } from "../commands/app.ts";
import type { JoinOptions } from "../commands/join.ts";
import type { ModeOptions } from "../mode-settings.ts";
import type { StartOptions } from "../start-input.ts";
import { type Cli, type Common, exampleSession, portNumber, wholeNumber } from "./cli.ts";

function mergeOption(): Option {
  return new Option("--merge <way>", "how the input of several is merged, in the mode interactive").choices(
    mergeSchema.options,
  );
}

export function addStart({ add, run }: Cli): void {
  add({
    say: "start",
    group: "sessions",
    description: "start a session and host it",
    example: "--title Prod --target ssh -- db1.example.com",
  })
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
      new Option(
        "--four-eyes [how]",
        "a second person has to watch, or to approve each command line",
      ).choices(["watching", "per-command"]),
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
    .action(async (words: string[], options: Common & StartOptions) => {
      const { start } = await import("../commands/start.ts");
      await run(options, (folder, output) => start(words, options, folder, output));
    });
}

export function addSessions({ add, run }: Cli): void {
  add({
    say: "join",
    group: "sessions",
    description: "join a session by its link",
    example: "'https://tandem.example/j/LNK-ABCDEFGHIJKLMNOP#SECRET' --name Mia",
  })
    .argument("<url>", "the link; - reads it from standard input, so that no list of processes shows it")
    .option("--name <name>", "what the others call you")
    .option("--raw", "for pipes: standard input goes in, the screen's bytes come out")
    .option("--relay", "stay on the signaling server's relay")
    .option("--yes", "accept that the session is recorded without being asked")
    .action(async (url: string, options: Common & JoinOptions) => {
      const { join } = await import("../commands/join.ts");
      await run(options, (_folder, output) => join(url, options, output));
    });

  add({ say: "sessions", group: "sessions", description: "list the running sessions", example: "" }).action(
    async (options: Common) => {
      const { listSessions } = await import("../commands/people.ts");
      await run(options, (folder, output) => listSessions(folder, output));
    },
  );

  add({
    say: "mode",
    group: "sessions",
    description: "change the sharing mode, or its settings",
    example: `${exampleSession} interactive --merge queued`,
  })
    .argument("<session>")
    .addArgument(new Argument("<name>", "the mode").choices(modeNames))
    .addOption(mergeOption())
    .option("--set <setting...>", "name=value, such as max_viewers=20")
    .action(async (session: string, name: ModeName, options: Common & Omit<ModeOptions, "mode">) => {
      const { setMode } = await import("../commands/modes.ts");
      await run(options, (folder, output) => setMode(folder, session, name, options, output));
    });

  add({
    say: "app",
    group: "sessions",
    description: "open the interface in the browser",
    example: "--no-open",
  })
    .option("--browser", "in the browser (the desktop app opens with npm start)")
    .option("--lan", "offer the signaling server inside on the local network")
    .option("--signaling <url>", "a signaling server other than the one inside")
    .option("--no-open", "only print the address")
    .action(async (options: Common & AppOptions) => {
      const { app } = await import("../commands/app.ts");
      await run(options, (folder, output) => app(options, folder, output));
    });
}
