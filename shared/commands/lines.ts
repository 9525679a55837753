import { z } from "zod";
import { ok, err } from "../base/result.ts";
import type { ParticipantId } from "../base/ids.ts";
import { numberSchema } from "../events/control.ts";
import type { SessionEvent } from "../events/table.ts";
import { commandLineSchema } from "../events/terms.ts";
import { authorize } from "../policy/authorize.ts";
import type { Line } from "../state/control-state.ts";
import type { SessionState } from "../state/state.ts";
import { sanitisePaste } from "../vt/paste.ts";
import { actorOf, command, type Decided, type Stamp } from "./command.ts";
import { refusal } from "./refusals.ts";

/** Lines that may wait: one person's, everybody's, and their characters together, which every snapshot carries. */
const mostWaiting = { each: 20, all: 100, characters: 10_000 } as const;

/**
 * To the line's end, and away with what stands before: what somebody left half typed must not become a part of the
 * next line. Line editors read it so, and a terminal in canonical mode does (its kill character).
 */
export const clearLine = "\u0005\u0015";

/** The next line, where the target is free for one: whole, and with Enter behind it. */
export function startNext(
  state: SessionState,
  stamp: Pick<Stamp, "targetBusy" | "shellBusy" | "leftovers" | "bracketedPaste">,
  next = state.lines.queue[0],
): Decided {
  const { running, open } = state.lines;
  const busy = stamp.targetBusy || stamp.shellBusy === true;
  if (next === undefined || running !== null || open !== null || busy) return { events: [] };
  // Whoever queued it may have lost the right to, or everybody: then the queue stands still.
  const actor = { kind: "participant", participant: next.participant } as const;
  if (authorize(state, actor, "queue").decision !== "allow") return { events: [] };
  // Between brackets nothing completes, expands or pairs what is typed: the shell reads what everybody saw queued.
  const first = stamp.leftovers === true ? clearLine : "";
  const data = `${first}${sanitisePaste(next.text, { bracketed: stamp.bracketedPaste })}\r`;
  return {
    events: [
      { type: "line.started", line: next.line },
      {
        type: "input.submitted",
        participant: next.participant,
        kind: "line",
        bytes: new TextEncoder().encode(data).length,
      },
    ],
    write: data,
  };
}

/** After these the queue goes on by itself. */
function andNext(
  state: SessionState,
  stamp: Stamp,
  events: readonly SessionEvent[],
  lines: Partial<SessionState["lines"]>,
): Decided {
  const next = startNext({ ...state, lines: { ...state.lines, ...lines } }, stamp);
  return { ...next, events: [...events, ...next.events] };
}

function removed(line: Line, by: ParticipantId, why: "cancelled" | "cleared"): SessionEvent {
  return { type: "line.removed", line: line.line, by, why };
}

const own = z.strictObject({ line: numberSchema });

export const lineCommands = [
  command({
    name: "line.submit",
    title: "Queue a line",
    capability: "queue",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ text: commandLineSchema }),
    decide: (state, { text }, stamp) => {
      const participant = actorOf(state, stamp);
      const { queue } = state.lines;
      const waiting = queue.filter((each) => each.participant === participant).length;
      const characters = queue.reduce((sum, each) => sum + each.text.length, text.length);
      if (
        waiting >= mostWaiting.each ||
        queue.length >= mostWaiting.all ||
        characters > mostWaiting.characters
      ) {
        return err(refusal("queue-full"));
      }
      const line = state.counters.line + 1;
      const queued = { type: "line.queued", line, participant, text } as const;
      const { type: _type, ...waits } = queued;
      const decided = andNext(state, stamp, [queued], {
        queue: [...queue, { ...waits, atMs: stamp.wallMs }],
      });
      return ok({ ...decided, value: { line } });
    },
  }),
  command({
    name: "line.cancel",
    title: "Take a line out of the queue",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: own,
    decide: (state, input, stamp) => {
      const by = actorOf(state, stamp);
      const line = state.lines.queue.find((each) => each.line === input.line);
      if (line === undefined) return err(refusal("no-such-line"));
      if (line.participant !== by && by !== state.owner) return err(refusal("not-your-line"));
      return ok({ events: [removed(line, by, "cancelled")] });
    },
  }),
  command({
    name: "line.jump",
    title: "Run a line next",
    capability: "steer",
    origin: "peer",
    risk: "ordinary",
    input: own,
    decide: (state, input, stamp) => {
      const line = state.lines.queue.find((each) => each.line === input.line);
      if (line === undefined) return err(refusal("no-such-line"));
      if (state.lines.queue[0] === line) return err(refusal("nothing-changes"));
      return ok({ events: [{ type: "line.moved", line: line.line, by: actorOf(state, stamp) }] });
    },
  }),
  command({
    name: "line.clear",
    title: "Empty the queue of lines",
    capability: "steer",
    origin: "peer",
    risk: "confirm",
    input: z.strictObject({}),
    decide: (state, _input, stamp) =>
      state.lines.queue.length === 0
        ? err(refusal("nothing-changes"))
        : ok({ events: state.lines.queue.map((line) => removed(line, actorOf(state, stamp), "cleared")) }),
  }),
  command({
    name: "line.skip",
    title: "Wait no longer for the line that runs",
    capability: "steer",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const { running } = state.lines;
      // The owner's word counts for more than what is known of the target.
      const anyway = { ...stamp, shellBusy: false };
      if (running === null) {
        const next = startNext(state, anyway);
        return next.events.length === 0 ? err(refusal("no-line-runs")) : ok(next);
      }
      const finished = { type: "line.finished", line: running.line, how: "skipped" } as const;
      return ok(andNext(state, anyway, [finished], { running: null }));
    },
  }),
  command({
    name: "line.interrupt",
    title: "Press Ctrl-C for the line that runs",
    capability: "queue",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const participant = actorOf(state, stamp);
      const { running } = state.lines;
      if (participant !== state.owner && running?.participant !== participant) {
        return err(refusal(running === null ? "no-line-runs" : "not-your-line"));
      }
      if (stamp.targetBusy) return err(refusal("target-busy"));
      return ok({
        events: [{ type: "input.submitted", participant, kind: "interrupt", bytes: 1 }],
        write: "\u0003",
      });
    },
  }),
  command({
    name: "line.open",
    title: "Type raw input until you hand it back",
    capability: "queue",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const participant = actorOf(state, stamp);
      const { open, running } = state.lines;
      if (open === participant) return err(refusal("nothing-changes"));
      const opened = { type: "line.opened", participant } as const;
      if (participant === state.owner) {
        const taken =
          open === null ? [] : [{ type: "line.closed", participant: open, why: "taken-back" } as const];
        return ok({ events: [...taken, opened] });
      }
      if (open !== null) return err(refusal("line-open"));
      if (running?.participant !== participant) {
        return err(refusal(running === null ? "no-line-runs" : "not-your-line"));
      }
      return ok({ events: [opened] });
    },
  }),
  command({
    name: "line.close",
    title: "Hand raw input back",
    capability: "hold",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({}),
    decide: (state, _input, stamp) => {
      const by = actorOf(state, stamp);
      const { open } = state.lines;
      if (open === null) return err(refusal("nothing-changes"));
      if (open !== by && by !== state.owner) return err(refusal("not-yours"));
      const closed = {
        type: "line.closed",
        participant: open,
        why: open === by ? "handed-back" : "taken-back",
      } as const;
      return ok(andNext(state, stamp, [closed], { open: null }));
    },
  }),
] as const;
