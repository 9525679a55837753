import { z } from "zod";
import { participantIdSchema } from "../base/ids.ts";
import { err, ok } from "../base/result.ts";
import { numberSchema } from "../events/control.ts";
import {
  annotationColourSchema,
  annotationShapeSchema,
  bookmarkCategorySchema,
  bufferSchema,
  maxAnnotationPoints,
  type Place,
  placeSchema,
} from "../events/notes.ts";
import { noteTextSchema, sentenceSchema } from "../events/terms.ts";
import { charactersKept, notesKept } from "../state/fold-notes.ts";
import { leads } from "../state/selectors.ts";
import type { SessionState } from "../state/state.ts";
import { actorOf, command, type Stamp } from "./command.ts";
import { refusal } from "./refusals.ts";

/** How far a place may lie below the last line the host knows of: the screen may have scrolled since. */
const linesAhead = 2_000;
/** Open questions of one person: nobody fills the list alone. */
const mostQuestionsEach = 5;
/** Seconds an annotation stays when nothing else is asked for. */
const defaultSeconds = 30;

/** Where something is drawn: in cells, or in pixels of a picture of the screen, whose size is told. */
const whereSchema = z.discriminatedUnion("unit", [
  z.strictObject({
    unit: z.literal("cells"),
    buffer: bufferSchema.optional(),
    points: z.array(placeSchema).min(1).max(maxAnnotationPoints),
  }),
  z.strictObject({
    unit: z.literal("pixels"),
    width: z.number().min(1).max(20_000),
    height: z.number().min(1).max(20_000),
    points: z
      .array(z.strictObject({ x: z.number().min(0).max(20_000), y: z.number().min(0).max(20_000) }))
      .min(1)
      .max(maxAnnotationPoints),
  }),
]);

/** In cells with absolute lines, or undefined where a point lies outside the screen. */
function placesOf(
  state: SessionState,
  where: z.output<typeof whereSchema>,
  stamp: Stamp,
): readonly Place[] | undefined {
  const { cols, rows } = state.size;
  // The alternate screen has no past: its lines count from 0.
  const top = stamp.buffer === "alternate" ? 0 : stamp.screenTop;
  const points =
    where.unit === "cells"
      ? where.points
      : where.points.map(({ x, y }) => ({
          col: Math.round((x / where.width) * cols * 10) / 10,
          line: top + Math.round((y / where.height) * rows * 10) / 10,
        }));
  const buffer = where.unit === "cells" ? (where.buffer ?? stamp.buffer) : stamp.buffer;
  const last = buffer === "alternate" ? rows : stamp.screenTop + rows + linesAhead;
  const inside =
    where.unit === "cells" || where.points.every(({ x, y }) => x <= where.width && y <= where.height);
  return inside && points.every(({ col, line }) => col <= cols && line <= last) ? points : undefined;
}

export const noteCommands = [
  command({
    name: "question.ask",
    title: "Ask a question",
    capability: "chat",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ text: noteTextSchema }),
    decide: (state, { text }, stamp) => {
      const participant = actorOf(state, stamp);
      const open = state.questions.filter((each) => each.status === "open");
      const own = open.filter((each) => each.participant === participant);
      const characters = open.reduce((sum, each) => sum + each.text.length, text.length);
      const full = open.length >= notesKept.questions || characters > charactersKept;
      if (full || own.length >= mostQuestionsEach) return err(refusal("too-many-notes"));
      const question = state.counters.question + 1;
      return ok({
        events: [{ type: "question.asked", question, participant, text }],
        value: { question },
      });
    },
  }),
  command({
    name: "question.answer",
    title: "Answer a question",
    capability: "answer",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ question: numberSchema, text: noteTextSchema }),
    decide: (state, { question, text }, stamp) =>
      state.questions.some((each) => each.question === question && each.status !== "closed")
        ? ok({ events: [{ type: "question.answered", question, by: actorOf(state, stamp), text }] })
        : err(refusal("no-such-question")),
  }),
  command({
    name: "question.close",
    title: "Close a question",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ question: numberSchema }),
    decide: (state, { question }, stamp) => {
      const by = actorOf(state, stamp);
      const asked = state.questions.find((each) => each.question === question && each.status === "open");
      if (asked === undefined) return err(refusal("no-such-question"));
      if (asked.participant !== by && !leads(state, by)) return err(refusal("not-yours"));
      return ok({ events: [{ type: "question.closed", question, by }] });
    },
  }),
  command({
    name: "hand.raise",
    title: "Raise your hand",
    capability: "chat",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const participant = actorOf(state, stamp);
      return state.participants[participant]?.handRaisedAtMs === undefined
        ? ok({ events: [{ type: "hand.raised", participant }] })
        : err(refusal("nothing-changes"));
    },
  }),
  command({
    name: "hand.lower",
    title: "Lower a raised hand",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({
      /** Left out: your own. */
      participant: participantIdSchema.optional(),
    }),
    decide: (state, input, stamp) => {
      const by = actorOf(state, stamp);
      const participant = input.participant ?? by;
      if (participant !== by && !leads(state, by)) return err(refusal("not-yours"));
      return state.participants[participant]?.handRaisedAtMs === undefined
        ? err(refusal("nothing-changes"))
        : ok({ events: [{ type: "hand.lowered", participant, by }] });
    },
  }),
  command({
    name: "annotation.add",
    title: "Draw over the screen",
    capability: "annotate",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({
      shape: annotationShapeSchema,
      colour: annotationColourSchema.default("person"),
      label: sentenceSchema.optional(),
      /** Null: until it is cleared. */
      seconds: z.int().min(1).max(3_600).nullable().default(defaultSeconds),
      where: whereSchema,
    }),
    decide: (state, input, stamp) => {
      const points = placesOf(state, input.where, stamp);
      if (points === undefined) return err(refusal("outside-screen"));
      const annotation = state.counters.annotation + 1;
      return ok({
        events: [
          {
            type: "annotation.added",
            annotation,
            participant: actorOf(state, stamp),
            shape: input.shape,
            colour: input.shape === "warning" ? "red" : input.colour,
            ...(input.label === undefined ? {} : { label: input.label }),
            buffer: (input.where.unit === "cells" ? input.where.buffer : undefined) ?? stamp.buffer,
            points: [...points],
            untilMs: input.seconds === null ? null : stamp.wallMs + input.seconds * 1000,
          },
        ],
        value: { annotation },
      });
    },
  }),
  command({
    name: "annotation.clear",
    title: "Clear annotations",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({
      /** One by its number, your own, or everybody's. */
      which: z.union([numberSchema, z.enum(["own", "all"])]).default("own"),
    }),
    decide: (state, { which }, stamp) => {
      const by = actorOf(state, stamp);
      const isOwner = by === state.owner;
      if (which === "all" && !isOwner) return err(refusal("owner-does-this"));
      const chosen = state.annotations.filter((each) =>
        which === "all" ? true : which === "own" ? each.participant === by : each.annotation === which,
      );
      if (chosen.length === 0) return err(refusal("no-such-annotation"));
      if (!isOwner && chosen.some((each) => each.participant !== by)) return err(refusal("not-yours"));
      const annotations = which === "all" ? null : chosen.map((each) => each.annotation);
      return ok({ events: [{ type: "annotations.cleared", by, annotations }] });
    },
  }),
  command({
    name: "bookmark.add",
    title: "Set a bookmark",
    capability: "annotate",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({
      label: sentenceSchema,
      category: bookmarkCategorySchema.default("note"),
      notes: noteTextSchema.optional(),
      /** The absolute line it points at. */
      line: z.int().min(0).max(1e9).optional(),
    }),
    decide: (state, input, stamp) => {
      if (input.line !== undefined && input.line > stamp.screenTop + state.size.rows + linesAhead) {
        return err(refusal("outside-screen"));
      }
      const bookmark = state.counters.bookmark + 1;
      const { notes, line, ...rest } = input;
      return ok({
        events: [
          {
            type: "bookmark.added",
            bookmark,
            participant: actorOf(state, stamp),
            ...rest,
            ...(notes === undefined ? {} : { notes }),
            ...(line === undefined ? {} : { line }),
          },
        ],
        value: { bookmark },
      });
    },
  }),
  command({
    name: "bookmark.remove",
    title: "Remove a bookmark",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ bookmark: numberSchema }),
    decide: (state, { bookmark }, stamp) => {
      const by = actorOf(state, stamp);
      const found = state.bookmarks.find((each) => each.bookmark === bookmark);
      if (found === undefined) return err(refusal("no-such-bookmark"));
      if (found.participant !== by && by !== state.owner) return err(refusal("not-yours"));
      return ok({ events: [{ type: "bookmark.removed", bookmark, by }] });
    },
  }),
] as const;
