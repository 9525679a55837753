import { type Charsets, createCharsetTracker } from "./charsets.ts";
import { type Colours, handleColour } from "./colours.ts";
import type { Visitor } from "./scanner.ts";
import { type Sequence, sequenceId } from "./sequence.ts";

export type MouseTracking = "none" | "x10" | "vt200" | "drag" | "any";
export type MouseEncoding = "default" | "sgr" | "sgr-pixels";
export type CursorStyle = "block" | "underline" | "bar";

/** The switches a terminal has two positions for. */
export interface Switches {
  applicationCursor: boolean;
  applicationKeypad: boolean;
  bracketedPaste: boolean;
  cursorBlink: boolean;
  cursorVisible: boolean;
  focus: boolean;
  insert: boolean;
  /** LNM: a line feed also returns the carriage. */
  newLine: boolean;
  origin: boolean;
  reverseVideo: boolean;
  reverseWraparound: boolean;
  synchronizedOutput: boolean;
  wraparound: boolean;
}

/** What a stream of output leaves switched on, as far as it can be told without a screen. */
export interface Modes extends Readonly<Switches> {
  readonly alternateScreen: boolean;
  readonly mouse: MouseTracking;
  readonly mouseEncoding: MouseEncoding;
  /** DECSCUSR; undefined: the terminal's own. */
  readonly cursorStyle: CursorStyle | undefined;
  readonly cursorStyleBlinks: boolean | undefined;
  /** OSC 0 and 2, at most maxTitle characters, not cleaned. */
  readonly title: string;
  readonly charsets: Charsets;
  readonly colours: Colours;
}

export const maxTitle = 256;

const privateSwitches = new Map<number, keyof Switches>([
  [1, "applicationCursor"],
  [5, "reverseVideo"],
  [6, "origin"],
  [7, "wraparound"],
  [12, "cursorBlink"],
  [25, "cursorVisible"],
  [45, "reverseWraparound"],
  [66, "applicationKeypad"],
  [1004, "focus"],
  [2004, "bracketedPaste"],
  [2026, "synchronizedOutput"],
]);

const ansiSwitches = new Map<number, keyof Switches>([
  [4, "insert"],
  [20, "newLine"],
]);

const mouseTrackings = new Map<number, MouseTracking>([
  [9, "x10"],
  [1000, "vt200"],
  [1002, "drag"],
  [1003, "any"],
]);

const mouseEncodings = new Map<number, MouseEncoding>([
  [1006, "sgr"],
  [1016, "sgr-pixels"],
]);

/** In the order of DECSCUSR's parameter, 1 and 2 to 5 and 6; odd ones blink. */
const cursorStyles = ["block", "underline", "bar"] as const;

/** What DECSTR and RIS both set. xterm.js leaves LNM, the blink of ?12 and colours as they are, in both. */
const softReset = {
  applicationCursor: false,
  applicationKeypad: false,
  bracketedPaste: false,
  focus: false,
  insert: false,
  origin: false,
  reverseVideo: false,
  reverseWraparound: false,
  synchronizedOutput: false,
  wraparound: true,
  cursorStyle: undefined,
  cursorStyleBlinks: undefined,
} as const;

const hardReset = { ...softReset, alternateScreen: false, mouse: "none", mouseEncoding: "default" } as const;

export interface ModeTracker extends Required<Pick<Visitor, "sequence" | "control">> {
  /** As of the last sequence; the object stays the same. */
  readonly modes: Modes;
}

/** A visitor for a scanner that keeps what keyframes and input must know. Follows xterm.js where terminals differ. */
export function createModeTracker(): ModeTracker {
  const charsets = createCharsetTracker();
  const colours = new Map<number, string>();
  const modes: { -readonly [Key in keyof Modes]: Modes[Key] } = {
    ...hardReset,
    cursorBlink: false,
    cursorVisible: true,
    newLine: false,
    title: "",
    charsets: charsets.state,
    colours,
  };
  const buffer = () => (modes.alternateScreen ? "alternate" : "normal");

  const setPrivate = (mode: number, on: boolean): void => {
    const name = privateSwitches.get(mode);
    const tracking = mouseTrackings.get(mode);
    const encoding = mouseEncodings.get(mode);
    if (name !== undefined) modes[name] = on;
    else if (tracking !== undefined) modes.mouse = on ? tracking : "none";
    else if (encoding !== undefined) modes.mouseEncoding = on ? encoding : "default";
    else if (mode === 2 && on) charsets.handleAllPlain();
    else if (mode === 1048) {
      if (on) charsets.handleSave(buffer());
      else charsets.handleRestore(buffer());
    } else if (mode === 47 || mode === 1047 || mode === 1049) {
      if (on && mode === 1049) charsets.handleSave(buffer());
      modes.alternateScreen = on;
      if (!on && mode === 1049) charsets.handleRestore(buffer());
    }
  };

  const setAnsi = (mode: number, on: boolean): void => {
    const name = ansiSwitches.get(mode);
    if (name !== undefined) modes[name] = on;
  };

  const eachParam = ({ params, paramCount }: Sequence, run: (param: number) => void): void => {
    for (let i = 0; i < paramCount; i++) run(params[i] ?? 0);
  };

  const csi = new Map<number, (sequence: Sequence) => void>([
    [sequenceId("?h"), (sequence) => eachParam(sequence, (mode) => setPrivate(mode, true))],
    [sequenceId("?l"), (sequence) => eachParam(sequence, (mode) => setPrivate(mode, false))],
    [sequenceId("h"), (sequence) => eachParam(sequence, (mode) => setAnsi(mode, true))],
    [sequenceId("l"), (sequence) => eachParam(sequence, (mode) => setAnsi(mode, false))],
    [sequenceId("s"), () => charsets.handleSave(buffer())],
    [sequenceId("u"), () => charsets.handleRestore(buffer())],
    [
      sequenceId("!p"),
      () => {
        Object.assign(modes, softReset, { cursorVisible: true });
        charsets.handleSoftReset(buffer());
      },
    ],
    [
      sequenceId(" q"),
      ({ params }) => {
        const param = params[0] ?? 0;
        modes.cursorStyle = param === 0 ? undefined : (cursorStyles[(param - 1) >> 1] ?? modes.cursorStyle);
        modes.cursorStyleBlinks = param === 0 ? undefined : param % 2 === 1;
      },
    ],
  ]);

  const esc = new Map<number, () => void>([
    [sequenceId("7"), () => charsets.handleSave(buffer())],
    [sequenceId("8"), () => charsets.handleRestore(buffer())],
    [
      sequenceId("="),
      () => {
        modes.applicationKeypad = true;
      },
    ],
    [
      sequenceId(">"),
      () => {
        modes.applicationKeypad = false;
      },
    ],
    [
      sequenceId("c"),
      () => {
        Object.assign(modes, hardReset);
        charsets.handleReset();
      },
    ],
  ]);

  return {
    modes,
    control(code) {
      if (code === 0x0e) charsets.handleShift(1);
      else if (code === 0x0f) charsets.handleShift(0);
    },
    sequence(sequence) {
      if (sequence.kind === "csi") csi.get(sequence.id)?.(sequence);
      else if (sequence.kind === "esc") {
        const handle = esc.get(sequence.id);
        if (handle === undefined) charsets.handleEscape(sequence);
        else handle();
      } else if (sequence.kind === "osc") {
        if (sequence.command === 0 || sequence.command === 2) modes.title = cutTitle(sequence.data);
        else handleColour(colours, sequence);
      }
    },
  };
}

/** Not in the middle of a surrogate pair: the cut title must be valid Unicode. */
function cutTitle(title: string): string {
  return title.slice(0, maxTitle).replace(/[\ud800-\udbff]$/, "");
}
