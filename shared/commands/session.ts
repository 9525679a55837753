import { z } from "zod";
import { err, ok } from "../base/result.ts";
import { colsSchema, rowsSchema, joinerScrollbackSchema, sentenceSchema } from "../events/terms.ts";
import {
  defaultModes,
  type Merge,
  type Mode,
  modeChangeSchema,
  modeSchema,
  placesOf,
} from "../events/mode.ts";
import type { SessionEvent } from "../events/table.ts";
import { clearedControl } from "../state/control.ts";
import { isHere, peopleHere, placesTaken } from "../state/selectors.ts";
import type { SessionState } from "../state/state.ts";
import type { ParticipantId } from "../base/ids.ts";
import { actorOf, command } from "./command.ts";
import { refusal } from "./refusals.ts";

function mergeOf(mode: Mode): Merge | undefined {
  return mode.name === "interactive" ? mode.input_merge_mode : undefined;
}

function clearedLines(state: SessionState, by: ParticipantId): readonly SessionEvent[] {
  const { queue, open } = state.lines;
  return [
    ...queue.map(({ line }) => ({ type: "line.removed", line, by, why: "mode-changed" }) as const),
    ...(open === null ? [] : [{ type: "line.closed", participant: open, why: "mode-changed" } as const]),
  ];
}

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
    input: z.strictObject({ mode: modeChangeSchema }),
    decide: (state, { mode: wanted }, stamp) => {
      const by = actorOf(state, stamp);
      const before = wanted.name === state.mode.name ? state.mode : defaultModes[wanted.name];
      const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
      const mode = modeSchema.safeParse({ ...before, ...given });
      if (!mode.success) return err(refusal("malformed", mode.error.issues[0]?.message));
      const presenter = wanted.name === "presenter" ? wanted.initial_presenter : undefined;
      const changed = JSON.stringify(state.mode) !== JSON.stringify(mode.data);
      if (!changed && presenter === undefined) return err(refusal("nothing-changes"));
      if (presenter !== undefined && presenter !== "owner" && !isHere(state, presenter)) {
        return err(refusal("no-such-participant"));
      }
      if (mode.data.name === "view_only" && !mode.data.record_observer) {
        return err(refusal("policy-records-observers"));
      }
      const [here, places] = [placesTaken(state), placesOf(mode.data)];
      if (here > places) return err(refusal("too-many-here", `There are ${here}, and room for ${places}.`));
      const after = { ...state, mode: mode.data };
      // Another way of sharing input begins with nobody waiting; a limit that moved disturbs nobody.
      const fresh =
        presenter !== undefined ||
        mode.data.name !== state.mode.name ||
        mergeOf(mode.data) !== mergeOf(state.mode);
      return ok({
        events: [
          { type: "mode.changed", by, mode: mode.data },
          ...(fresh ? [...clearedControl(after, stamp.wallMs), ...clearedLines(state, by)] : []),
        ],
      });
    },
  }),
  command({
    name: "session.pause",
    title: "Pause the session",
    capability: "pause",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) =>
      state.paused === null
        ? ok({ events: [{ type: "session.paused", by: actorOf(state, stamp) }] })
        : err(refusal("nothing-changes")),
  }),
  command({
    name: "session.resume",
    title: "Go on after a pause",
    capability: "pause",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) =>
      state.paused === null
        ? err(refusal("nothing-changes"))
        : ok({ events: [{ type: "session.resumed", by: actorOf(state, stamp) }] }),
  }),
  command({
    name: "session.scrollback",
    title: "Choose how much of the past joiners see",
    capability: "steer",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ joinerScrollback: joinerScrollbackSchema }),
    decide: (state, { joinerScrollback }, stamp) =>
      state.joinerScrollback === joinerScrollback
        ? err(refusal("nothing-changes"))
        : ok({ events: [{ type: "scrollback.changed", by: actorOf(state, stamp), joinerScrollback }] }),
  }),
  command({
    name: "session.four_eyes",
    title: "Require a second person watching",
    capability: "steer",
    origin: "peer",
    risk: "confirm",
    input: z.strictObject({ perCommand: z.boolean().default(false) }),
    decide: (state, { perCommand }, stamp) =>
      // It is promised to whoever reads the recording: stricter is possible, laxer is not.
      state.fourEyes.required && (state.fourEyes.perCommand || !perCommand)
        ? err(refusal("nothing-changes"))
        : ok({ events: [{ type: "four_eyes.required", by: actorOf(state, stamp), perCommand }] }),
  }),
  command({
    name: "sharing.switch",
    title: "Switch sharing off or on",
    capability: "share",
    origin: "peer",
    risk: "confirm",
    input: z.strictObject({ on: z.boolean(), reason: sentenceSchema.optional() }),
    decide: (state, { on, ...why }, stamp) => {
      const by = actorOf(state, stamp);
      if ((state.sharing === "on") === on) return err(refusal("nothing-changes"));
      const out = on ? [] : peopleHere(state).filter((each) => each.role !== "owner");
      const waiting = on ? [] : Object.values(state.joinRequests);
      return ok({
        events: [
          { type: "sharing.switched", by, on, ...why },
          ...waiting.map(({ participant }) => ({ type: "join.denied", participant, by }) as const),
          ...out.map(
            ({ id }) => ({ type: "participant.left", participant: id, why: "sharing-off" }) as const,
          ),
        ],
      });
    },
  }),
] as const;
