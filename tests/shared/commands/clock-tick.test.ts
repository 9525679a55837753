import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commands } from "../../../shared/commands/table.ts";
import { evolve, initialState } from "../../../shared/state/evolve.ts";
import { nextDeadlineMs } from "../../../shared/state/deadlines.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { anyStory, type Story } from "../../support/arbitrary.ts";
import { count } from "../../support/counts.ts";

const fold = ({ first, entries }: Story) => entries.reduce(evolve, initialState(first, 1));

function tickAt(state: SessionState, wallMs: number) {
  const stamp = {
    actor: { kind: "host" },
    wallMs,
    targetBusy: false,
    bracketedPaste: false,
    screenTop: 0,
    buffer: "main",
  } as const;
  const decided = commands["clock.tick"].decide(state, {}, stamp);
  if (!decided.ok) throw new Error(decided.error.message);
  return decided.value.events;
}

describe("[L9] clock.tick", () => {
  it("does nothing before the next deadline, something at it, and leaves nothing that is due", () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const state = fold(story);
        const due = nextDeadlineMs(state);
        if (due === undefined) {
          expect(tickAt(state, Number.MAX_SAFE_INTEGER)).toEqual([]);
          return;
        }
        expect(tickAt(state, due - 1)).toEqual([]);
        const events = tickAt(state, due);
        expect(events.length).toBeGreaterThan(0);
        const after = events.reduce<SessionState>(
          (before, event) =>
            evolve(before, {
              epoch: before.epoch,
              seq: before.seq + 1,
              elapsedMs: due - before.wallOffsetMs,
              event,
            }),
          state,
        );
        expect(nextDeadlineMs(after) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(due);
        expect(tickAt(after, due)).toEqual([]);
      }),
      { numRuns: count(500, 20_000) },
    );
  });
});
