import { type Cli, type Common, exampleSession } from "./cli.ts";

export function addPeople({ add, run }: Cli): void {
  add({
    say: "participants",
    group: "people",
    description: "list who is in a session, and who waits",
    example: exampleSession,
  })
    .argument("<session>")
    .action(async (session: string, options: Common) => {
      const { listParticipants } = await import("../commands/people.ts");
      await run(options, (folder, output) => listParticipants(folder, session, output));
    });

  add({
    say: "permit",
    group: "people",
    description: "change what somebody may do",
    example: `${exampleSession} Mia allow_input=yes allow_chat=no`,
  })
    .argument("<session>")
    .argument("<who>", "an id or an unambiguous name")
    .argument("<permissions...>", "such as allow_input=yes allow_chat=no")
    .action(async (session: string, who: string, permissions: string[], options: Common) => {
      const { permit } = await import("../commands/modes.ts");
      await run(options, (folder, output) => permit(folder, session, who, permissions, output));
    });

  add({
    say: "explain",
    group: "people",
    description: "say what somebody may do, and which rule says so",
    example: `${exampleSession} Mia control.transfer '{"to":"Ben"}'`,
  })
    .argument("<session>")
    .argument("<who>", "an id or an unambiguous name")
    .argument("[action]", "a command such as control.request, or a capability such as input")
    .argument("[input]", "what the command is about, as JSON; left out: whatever it might be")
    .action(
      async (
        session: string,
        who: string,
        action: string | undefined,
        input: string | undefined,
        options: Common,
      ) => {
        const { explain } = await import("../commands/explain.ts");
        await run(options, (folder, output) => explain(folder, session, who, { action, input }, output));
      },
    );
}
