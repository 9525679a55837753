import { type Output, plain, table } from "../output.ts";
import { withHost } from "../reach-host.ts";
import { parseSession, stateOf } from "./give.ts";

/** The numbers, authors and words of what people left beside the screen: questions, bookmarks, annotations, proposals. */
export function listNotes(dataFolder: string, given: string, output: Output): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const { questions, bookmarks, annotations, proposals } = await stateOf(host, parseSession(given));
    const notes = [
      ...questions.map((each) => ({
        type: "question",
        number: each.question,
        note: each,
        status: each.status,
        text: each.text,
      })),
      ...bookmarks.map((each) => ({
        type: "bookmark",
        number: each.bookmark,
        note: each,
        status: each.category,
        text: each.label,
      })),
      ...annotations.map((each) => ({
        type: "annotation",
        number: each.annotation,
        note: each,
        status: each.shape,
        text: each.label ?? "",
      })),
      ...proposals.map((each) => ({
        type: "proposal",
        number: each.proposal,
        note: each,
        status: each.status,
        text: each.text,
      })),
    ].sort((a, b) => a.note.atMs - b.note.atMs);
    const rows = [["KIND", "NUMBER", "BY", "AT", "STATE", "TEXT"]];
    for (const { type, number, note, status, text } of notes) {
      const at = new Date(note.atMs).toISOString();
      output.say({ type, ...note, at });
      rows.push([type, String(number), plain(note.name), at.slice(11, 19), status, plain(text)]);
    }
    if (!output.json) process.stdout.write(notes.length === 0 ? "There are no notes.\n" : `${table(rows)}\n`);
  });
}
