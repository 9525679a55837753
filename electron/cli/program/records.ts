import type { AuditOptions } from "../commands/audit.ts";
import { type Cli, type Common, exampleSession } from "./cli.ts";

export function addRecords({ add, run }: Cli): void {
  add({ say: "recordings", group: "records", description: "list the recordings", example: "" }).action(
    async (options: Common) => {
      const { recordings } = await import("../commands/recordings.ts");
      await run(options, (folder, output) => recordings(folder, output));
    },
  );

  add({
    say: "verify",
    group: "records",
    description: "verify a recording: exits 0 intact and sealed, 1 altered, 2 unreadable, 3 cut off",
    example: `2026-01-31-${exampleSession}.cast`,
  })
    .argument("<file>")
    .option("--host-key <key>", "the public key it must be signed with")
    .action(async (file: string, options: Common & { readonly hostKey?: string }) => {
      const { verify } = await import("../commands/recordings.ts");
      await run(options, (folder, output) => verify(folder, file, options, output));
    });

  add({
    say: "audit",
    group: "records",
    description:
      "print who did what, when, from where, how approved and why; whether it is true, verify says",
    example: `${exampleSession} --who Mia --event CONTROL_TRANSFER --csv`,
  })
    .argument("<session-or-file>", "a session of this data folder, or a recording")
    .option("--who <name>", "only what this person did, or what concerns them: a name or an id")
    .option("--event <name>", "only this: an audit name such as PARTICIPANT_JOIN, or an event")
    .option("--csv", "as a table for spreadsheets")
    .action(async (what: string, options: Common & AuditOptions) => {
      const { audit } = await import("../commands/audit.ts");
      await run(options, (folder, output) => audit(folder, what, options, output));
    });
}
