import type { NoteKind } from "../commands/notes.ts";
import type { AnnotateOptions } from "../commands/annotate.ts";
import { type Cli, type Common, exampleSession, type Group } from "./cli.ts";

/** Lists of one kind of what people leave beside the screen. */
const lists: readonly (readonly [say: string, group: Group, description: string, kind?: NoteKind])[] = [
  ["questions", "talk", "list the questions and their answers", "question"],
  ["annotations", "talk", "list what is drawn over the screen", "annotation"],
  ["bookmarks", "talk", "list the bookmarks", "bookmark"],
  ["proposals", "control", "list what was proposed to type, and what became of it", "proposal"],
  ["notes", "talk", "list questions, bookmarks, annotations and proposals, with their numbers"],
];

export function addNotes({ add, run }: Cli): void {
  add({
    say: "queue",
    group: "control",
    description: "show who has control, who waits for it, and what waits to be run, approved or answered",
    example: exampleSession,
  })
    .argument("<session>")
    .action(async (session: string, options: Common) => {
      const { showQueue } = await import("../commands/queue.ts");
      await run(options, (folder, output) => showQueue(folder, session, output));
    });

  add({
    say: "chat",
    group: "talk",
    description: "write in the chat, or print it",
    example: `${exampleSession} "I restart it now"`,
  })
    .argument("<session>")
    .argument("[text]", "what to write; left out: the chat so far is printed")
    .action(async (session: string, text: string | undefined, options: Common) => {
      const { chat } = await import("../commands/chat.ts");
      await run(options, (folder, output) => chat(folder, session, text, output));
    });

  for (const [say, group, description, kind] of lists) {
    add({ say, group, description, example: exampleSession })
      .argument("<session>")
      .action(async (session: string, options: Common) => {
        const { listNotes } = await import("../commands/notes.ts");
        await run(options, (folder, output) => listNotes(folder, session, kind, output));
      });
  }

  add({
    say: "annotate",
    group: "talk",
    description: "draw over the screen",
    example: `${exampleSession} box --at 1,1 20,4 --label Here --seconds 60`,
  })
    .argument("<session>")
    .argument("<shape>", "box, circle, arrow, text, warning or freehand")
    .requiredOption("--at <x,y...>", "columns and rows of the screen as it is now, 0,0 at the top left")
    .option("--pixels <WxH>", "the places are pixels of a picture of the screen of this size")
    .option("--colour <name>", "person, red, orange, yellow, green, blue or purple")
    .option("--label <text>", "what stands beside it")
    .option("--seconds <n>", "how long it stays, or forever")
    .action(async (session: string, shape: string, options: Common & AnnotateOptions) => {
      const { annotate } = await import("../commands/annotate.ts");
      await run(options, (folder, output) => annotate(folder, session, shape, options, output));
    });
}
