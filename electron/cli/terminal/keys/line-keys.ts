import type { SessionState } from "../../../../shared/state/state.ts";
import type { SessionKey } from "./session-key.ts";

function isQueued({ mode }: SessionState): boolean {
  return mode.name === "interactive" && mode.input_merge_mode === "queued";
}

/** Where lines are queued. Writing one needs no key: what is typed is one. */
export const lineKeys: readonly SessionKey[] = [
  {
    key: "o",
    help: "type raw, or hand that back",
    does(state, me) {
      if (!isQueued(state)) return undefined;
      return state.lines.open === me ? { name: "line.close", input: {} } : { name: "line.open", input: {} };
    },
  },
  {
    key: "k",
    help: "interrupt the line that runs",
    needs: "queue",
    does: (state, me) =>
      isQueued(state) && (me === state.owner || state.lines.running?.participant === me)
        ? { name: "line.interrupt", input: {} }
        : undefined,
  },
  {
    key: "l",
    help: "wait no longer for the line that runs",
    needs: "steer",
    does: (state) =>
      isQueued(state) && (state.lines.running !== null || state.lines.queue.length > 0)
        ? { name: "line.skip", input: {} }
        : undefined,
  },
  {
    key: "e",
    help: "empty the queue of lines",
    needs: "steer",
    done: "The queue is empty.",
    does(state) {
      const waiting = state.lines.queue.length;
      if (!isQueued(state) || waiting === 0) return undefined;
      return {
        kind: "confirm",
        label: `Take ${waiting === 1 ? "the line that waits" : `${waiting} lines`} out of the queue?`,
        enter: "does it",
        call: { name: "line.clear", input: {} },
      };
    },
  },
];
