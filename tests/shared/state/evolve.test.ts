import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { events } from "../../../shared/events/table.ts";
import { evolve, evolvePrivate, initialState, visible } from "../../../shared/state/evolve.ts";
import { nextDeadlineMs } from "../../../shared/state/deadlines.ts";
import { atMs } from "../../../shared/state/selectors.ts";
import { type SessionState, sessionStateSchema } from "../../../shared/state/state.ts";
import { anyStory, type Story } from "../../support/arbitrary.ts";
import { count } from "../../support/counts.ts";

const numRuns = count(500, 20_000);

const isPrivate = (entry: Story["entries"][number]) =>
  entry.event.type !== "unknown" && events[entry.event.type].visibility === "private";

function foldAll({ first, entries }: Story): SessionState {
  return entries.reduce(
    (state, entry) => (isPrivate(entry) ? evolvePrivate(state, entry.event) : evolve(state, entry)),
    initialState(first, 1),
  );
}

describe("[L3] the fold", () => {
  it("never throws, and never changes what it was given, whatever happened in whatever order", () => {
    fc.assert(
      fc.property(anyStory, ({ first, entries }) => {
        let state = initialState(first, 1);
        for (const entry of entries) {
          const before = JSON.stringify(state);
          const next = isPrivate(entry) ? evolvePrivate(state, entry.event) : evolve(state, entry);
          expect(JSON.stringify(state)).toBe(before);
          state = next;
        }
      }),
      { numRuns },
    );
  });

  it("[L6] of what others may see is what others may see of the fold", () => {
    fc.assert(
      fc.property(anyStory, ({ first, entries }) => {
        const seen = foldAll({ first, entries: entries.filter((entry) => !isPrivate(entry)) });
        expect(visible(foldAll({ first, entries }))).toEqual(visible(seen));
        expect(visible(seen)).toEqual(seen);
      }),
      { numRuns },
    );
  });

  it("is JSON all through, so that a snapshot taken anywhere and folded on gives the same", () => {
    fc.assert(
      fc.property(anyStory, fc.nat(60), ({ first, entries }, cut) => {
        const early = foldAll({ first, entries: entries.slice(0, cut) });
        const taken = sessionStateSchema.parse(JSON.parse(JSON.stringify(early)));
        expect(taken).toEqual(early);
        const late = entries
          .slice(cut)
          .reduce<SessionState>(
            (state, entry) => (isPrivate(entry) ? evolvePrivate(state, entry.event) : evolve(state, entry)),
            taken,
          );
        expect(late).toEqual(foldAll({ first, entries }));
      }),
      { numRuns },
    );
  });

  it("does not depend on output: only the place in the log moves", () => {
    fc.assert(
      fc.property(anyStory, ({ first, entries }) => {
        const state = foldAll({ first, entries });
        const moved = evolve(state, {
          epoch: 1,
          seq: state.seq + 1,
          elapsedMs: state.elapsedMs,
          event: { type: "output", text: "x" },
        });
        expect(moved).toEqual({ ...state, seq: state.seq + 1 });
      }),
      { numRuns: count(200, 2_000) },
    );
  });
});

describe("[L9] the next deadline", () => {
  it("is no later than anything that lapses by itself, and none once the session has ended", () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const state = foldAll(story);
        const { offer, grant, holder } = state.control;
        const people = Object.values(state.participants);
        const due = [
          ...Object.values(state.joinRequests).map((each) => each.untilMs),
          ...people.flatMap(({ presence }) => (presence.name === "lost" ? [presence.untilMs] : [])),
          ...people.flatMap(({ presence, role, activeAtMs }) =>
            presence.name === "present" && role !== "owner" ? [activeAtMs + 35 * 60_000] : [],
          ),
          ...Object.values(state.links).flatMap((each) => (each.status === "open" ? [each.expiresAtMs] : [])),
          ...(offer === null ? [] : [offer.untilMs]),
          ...(holder === null || grant === null ? [] : [grant.untilMs ?? Number.POSITIVE_INFINITY]),
          ...(holder === null || grant?.lostAtMs === undefined ? [] : [grant.lostAtMs + 20_000]),
        ];
        const next = nextDeadlineMs(state);
        if (state.phase.name === "ended") expect(next).toBeUndefined();
        else
          for (const atLatest of due) expect(next ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(atLatest);
        expect(Number.isInteger(atMs(state))).toBe(true);
      }),
      { numRuns },
    );
  });
});
