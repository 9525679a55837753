import type { ServerOptions } from "../commands/server.ts";
import { type Cli, type Common, exampleSession, portNumber } from "./cli.ts";

export function addPrograms({ add, run }: Cli): void {
  add({
    say: "command",
    group: "programs",
    description: "give a session any command by its name, with its input as JSON",
    example: `${exampleSession} input.key '{"data":"ls\\r"}'`,
  })
    .argument("<session>")
    .argument("<name>", "such as input.key")
    .argument("[input]", 'such as {"data":"ls\\r"}')
    .action(async (session: string, name: string, input: string | undefined, options: Common) => {
      const { giveByName } = await import("../commands/give.ts");
      await run(options, (folder, output) => giveByName(folder, { session, name, input }, output));
    });

  add({
    say: "state",
    group: "programs",
    description: "print a session's whole state as JSON",
    example: exampleSession,
  })
    .argument("<session>")
    .action(async (session: string, options: Common) => {
      const { printState } = await import("../commands/state.ts");
      await run(options, (folder, output) => printState(folder, session, output));
    });

  add({
    say: "server",
    group: "programs",
    description: "run a signaling server",
    example: "--port 8787 --public-url https://tandem.example",
  })
    .option("--port <n>", "port to listen on; 0 is any free one", portNumber, 8787)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--public-url <url>", "the origin under which people reach it")
    .option("--trust-proxy", "take people's addresses from the proxy in front")
    .action(async (options: Common & ServerOptions) => {
      const { server } = await import("../commands/server.ts");
      await run(options, (folder, output) => server(options, folder, output));
    });
}
