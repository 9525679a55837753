import { Option } from "commander";
import type { ShareOptions, UnshareOptions } from "../commands/links.ts";
import { type Cli, type Common, exampleSession, wholeNumber } from "./cli.ts";

export function addWays({ add, run }: Cli): void {
  add({
    say: "share",
    group: "ways",
    description: "make a share link",
    example: `${exampleSession} --grant interact --expires 2h`,
  })
    .argument("<session>")
    .addOption(
      new Option("--grant <grant>", "what it lets people do").choices(["view", "interact"]).default("view"),
    )
    .option("--expires <duration>", "how long it lasts, such as 90s, 15m, 24h, 7d", "24h")
    .option("--max-uses <n>", "how many people may come in by it", wholeNumber)
    .option("--approve", "you let people in one by one (default for interact)")
    .option("--no-approve", "it lets people in by itself (default for view)")
    .action(async (session: string, options: Common & ShareOptions) => {
      const { share } = await import("../commands/links.ts");
      await run(options, (folder, output) => share(folder, session, options, output));
    });

  add({
    say: "unshare",
    group: "ways",
    description: "revoke a share link",
    example: `${exampleSession} LNK-ABCDEFGHIJKLMNOP --remove-guests --reason "It leaked"`,
  })
    .argument("<session>")
    .argument("<link>")
    .option("--remove-guests", "also remove everybody who came in by it")
    .option("--reason <text>", "why; it is in the log")
    .action(async (session: string, link: string, options: Common & UnshareOptions) => {
      const { unshare } = await import("../commands/links.ts");
      await run(options, (folder, output) => unshare(folder, session, link, options, output));
    });

  add({
    say: "links",
    group: "ways",
    description: "list a session's share links",
    example: exampleSession,
  })
    .argument("<session>")
    .action(async (session: string, options: Common) => {
      const { listLinks } = await import("../commands/links.ts");
      await run(options, (folder, output) => listLinks(folder, session, output));
    });
}
