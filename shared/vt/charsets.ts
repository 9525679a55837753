import { type Sequence, sequenceId } from "./sequence.ts";

/** The finals of the character sets xterm.js knows; others leave the set as it is. `B` is US ASCII, `0` line drawing. */
const known = new Set("0AB4C5RQKYE6ZH7=");

const plain = "B";

/** The slot each introducer designates; `-` and `.` are those of the 96-character sets. */
const slots = { "(": 0, ")": 1, "*": 2, "+": 3, "-": 1, ".": 2 };

const designators = new Map(
  Object.entries(slots).flatMap(([introducer, slot]) =>
    [...known].map((final) => [sequenceId(introducer + final), { slot, final }] as const),
  ),
);

const lockingShifts = new Map([
  [sequenceId("~"), 1],
  [sequenceId("n"), 2],
  [sequenceId("}"), 2],
  [sequenceId("o"), 3],
  [sequenceId("|"), 3],
]);

const defaultSets = [sequenceId("%@"), sequenceId("%G")];

type Slots = [string, string, string, string];

/**
 * Character sets by their finals. `current` is the one text goes through; xterm.js keeps it apart from the designations,
 * since restoring a cursor restores it alone.
 */
export interface Charsets {
  readonly designated: readonly [string, string, string, string];
  /** Which of the four is shifted in. */
  readonly shift: number;
  readonly current: string;
  /** Saved with the cursor, one per buffer. */
  readonly saved: { readonly normal: string; readonly alternate: string };
}

export interface CharsetTracker {
  readonly state: Charsets;
  handleEscape(sequence: Sequence): void;
  /** SO shifts in G1, SI G0. */
  handleShift(shift: 0 | 1): void;
  handleSave(buffer: "normal" | "alternate"): void;
  handleRestore(buffer: "normal" | "alternate"): void;
  /** DECSTR: everything, and what is saved with this buffer's cursor. */
  handleSoftReset(buffer: "normal" | "alternate"): void;
  /** RIS. */
  handleReset(): void;
  /** DECANM (?2h): all four to ASCII. */
  handleAllPlain(): void;
}

export function createCharsetTracker(): CharsetTracker {
  const designated: Slots = [plain, plain, plain, plain];
  const saved = { normal: plain, alternate: plain };
  const state = { designated, shift: 0, current: plain, saved };

  const shiftTo = (slot: number): void => {
    state.shift = slot;
    state.current = designated[slot] ?? plain;
  };
  const designate = (slot: number, final: string): void => {
    designated[slot] = final;
    if (state.shift === slot) state.current = final;
  };
  const reset = (): void => {
    designated.fill(plain);
    shiftTo(0);
  };

  return {
    state,
    handleEscape({ id }) {
      const designator = designators.get(id);
      const shift = lockingShifts.get(id);
      if (designator !== undefined) designate(designator.slot, designator.final);
      else if (shift !== undefined) shiftTo(shift);
      else if (defaultSets.includes(id)) {
        shiftTo(0);
        designate(0, plain);
      }
    },
    handleShift: shiftTo,
    handleSave(buffer) {
      saved[buffer] = state.current;
    },
    handleRestore(buffer) {
      state.current = saved[buffer];
    },
    handleSoftReset(buffer) {
      reset();
      saved[buffer] = plain;
    },
    handleReset() {
      reset();
      saved.normal = plain;
      saved.alternate = plain;
    },
    handleAllPlain() {
      for (let slot = 0; slot < designated.length; slot++) designate(slot, plain);
    },
  };
}
