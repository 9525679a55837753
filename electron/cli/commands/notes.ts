import type { SessionState } from "../../../shared/state/state.ts";
import { type Output, plain, table } from "../output.ts";
import { withHost } from "../reach-host.ts";
import { parseSession, stateOf } from "./give.ts";

interface Note {
  readonly note: { readonly atMs: number; readonly name: string };
  readonly number: number;
  readonly status: string;
  readonly text: string;
}

/** How each kind of note is told. */
const kinds = {
  question: ({ questions }) =>
    questions.map((note) => ({
      note,
      number: note.question,
      status: note.status,
      text: [note.text, ...note.answers.map((each) => `${each.name}: ${each.text}`)].join(" · "),
    })),
  bookmark: ({ bookmarks }) =>
    bookmarks.map((note) => ({
      note,
      number: note.bookmark,
      status: note.category,
      text: note.notes === undefined ? note.label : `${note.label} · ${note.notes}`,
    })),
  annotation: ({ annotations }) =>
    annotations.map((note) => ({
      note,
      number: note.annotation,
      status: note.shape,
      text: note.label ?? "",
    })),
  proposal: ({ proposals }) =>
    proposals.map((note) => ({
      note,
      number: note.proposal,
      status: note.status,
      text: note.reason === undefined ? note.text : `${note.text} · ${note.reason}`,
    })),
} as const satisfies Record<string, (state: SessionState) => readonly Note[]>;

export type NoteKind = keyof typeof kinds;
const allKinds = ["question", "bookmark", "annotation", "proposal"] as const satisfies readonly NoteKind[];

/** The numbers, authors and words of what people left beside the screen: of one kind, or of all. */
export function listNotes(
  dataFolder: string,
  given: string,
  kind: NoteKind | undefined,
  output: Output,
): Promise<void> {
  const session = parseSession(given);
  return withHost(dataFolder, async (host) => {
    const state = await stateOf(host, session);
    const notes = (kind === undefined ? allKinds : [kind])
      .flatMap((type) => kinds[type](state).map((each) => ({ type, ...each })))
      .sort((a, b) => a.note.atMs - b.note.atMs);
    const rows = [["KIND", "NUMBER", "BY", "AT", "STATE", "TEXT"]];
    for (const { type, number, note, status, text } of notes) {
      const at = new Date(note.atMs).toISOString();
      output.say({ type, ...note, at });
      rows.push([type, String(number), plain(note.name), at.slice(11, 19), status, plain(text)]);
    }
    const none = `There are no ${kind === undefined ? "notes" : `${kind}s`}.`;
    if (!output.json) output.print(notes.length === 0 ? `${none}\n` : `${table(rows)}\n`);
  });
}
