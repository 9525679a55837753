import { createScanner } from "./scanner.ts";
import { sequenceId } from "./sequence.ts";

/**
 * What a shell says of itself by OSC 133 (FinalTerm's marks, as kept by iTerm2, kitty and others): a prompt begins
 * (`A`), the prompt ends and the shell reads (`B`), a command begins (`C`), the last command is done (`D`).
 */
export type PromptMark =
  | { readonly type: "prompt" }
  | { readonly type: "reading" }
  | { readonly type: "command" }
  | { readonly type: "done"; readonly exitCode?: number };

/** Reads marks out of a target's output, in any pieces. */
export interface PromptMarks {
  feed(text: string): void;
  /** Whether the target asked for pastes in brackets, as of the text fed so far. */
  readonly bracketedPaste: boolean;
}

export interface PromptMarksOptions {
  /** Only marks that carry `tandem=<key>` count. Left out: all of them. */
  readonly key?: string;
  readonly onMark: (mark: PromptMark) => void;
}

/** A and B carry nothing we need; more parameters than this is no shell's doing. */
const maxData = 200;

const setMode = sequenceId("?h");
const resetMode = sequenceId("?l");
const fullReset = sequenceId("c");
const bracketedPasteMode = 2004;

/**
 * Marks are output like any other: whatever a program prints can hold some, a log file shown by `cat` included. So a
 * shell of ours adds a key. It keeps out marks that were not made for this session, not somebody who reads the session's
 * bytes and gets them printed there; without a key (ssh) any will do. So nothing may follow from a mark but when the
 * next line is handed over. Bounded, and never throws: what is no mark is passed by.
 */
export function createPromptMarks({ key, onMark }: PromptMarksOptions): PromptMarks {
  let bracketedPaste = false;
  const scanner = createScanner({
    sequence(sequence) {
      if (sequence.kind === "csi") {
        if (sequence.id !== setMode && sequence.id !== resetMode) return;
        const named = sequence.params.subarray(0, sequence.paramCount);
        if (named.includes(bracketedPasteMode)) bracketedPaste = sequence.id === setMode;
      } else if (sequence.kind === "osc" && sequence.command === 133) {
        const mark = sequence.data.length > maxData ? undefined : markOf(sequence.data, key);
        if (mark !== undefined) onMark(mark);
      } else if (sequence.kind === "esc" && sequence.id === fullReset) {
        bracketedPaste = false;
      }
    },
  });
  return {
    feed: (text) => scanner.feed(text),
    get bracketedPaste() {
      return bracketedPaste;
    },
  };
}

function markOf(data: string, key: string | undefined): PromptMark | undefined {
  const [letter, ...params] = data.split(";");
  if (key !== undefined && !params.includes(`tandem=${key}`)) return undefined;
  switch (letter) {
    case "A":
      return { type: "prompt" };
    case "B":
      return { type: "reading" };
    case "C":
      return { type: "command" };
    case "D": {
      const code = /^\d{1,3}$/.test(params[0] ?? "") ? Number(params[0]) : 256;
      return code < 256 ? { type: "done", exitCode: code } : { type: "done" };
    }
    default:
      return undefined;
  }
}
