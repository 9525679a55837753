import { z } from "zod";
import { err, ok } from "../base/result.ts";
import { colsSchema, modeSchema, rowsSchema } from "../events/terms.ts";
import { command } from "./command.ts";
import { refusal } from "./refusals.ts";

export const sessionCommands = [
  command({
    name: "session.end",
    title: "End the session",
    capability: "steer",
    origin: "peer",
    risk: "confirm",
    input: z.strictObject({}),
    decide: () => ok({ events: [{ type: "session.ended", why: "owner" }] }),
  }),
  command({
    name: "session.resize",
    title: "Resize the screen",
    capability: "steer",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ cols: colsSchema, rows: rowsSchema }),
    decide: (state, input) =>
      state.size.cols === input.cols && state.size.rows === input.rows
        ? ok({ events: [] })
        : ok({ events: [{ type: "resized", cols: input.cols, rows: input.rows }] }),
  }),
  command({
    name: "mode.set",
    title: "Change the sharing mode",
    capability: "steer",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ mode: modeSchema }),
    decide: (state, input, stamp) =>
      JSON.stringify(state.mode) === JSON.stringify(input.mode)
        ? err(refusal("nothing-changes"))
        : ok({
            events: [
              {
                type: "mode.changed",
                by: stamp.actor.kind === "participant" ? stamp.actor.participant : state.owner,
                mode: input.mode,
              },
            ],
          }),
  }),
] as const;
