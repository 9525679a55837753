import { type Command, InvalidArgumentError } from "commander";
import type { Output } from "../output.ts";

/** What every word takes. */
export interface Common {
  readonly data?: string;
  readonly json?: boolean;
}

export type Work = (folder: string, output: Output) => Promise<number | void>;
/** Runs one word's work to the end of the process. */
export type Run = (options: Common, work: Work) => Promise<void>;

/** The list of words, in its order. */
export const groups = {
  sessions: "Sessions:",
  ways: "Ways in:",
  people: "People:",
  control: "Control and input:",
  talk: "Talk and notes:",
  records: "Recordings and audit:",
  programs: "For programs and servers:",
} as const;

export type Group = keyof typeof groups;

export interface Word {
  /** `control request` is a word within a word. */
  readonly say: string;
  readonly group: Group;
  readonly description: string;
  /** What may stand behind the word: shown by its help. */
  readonly example: string;
}

export interface Cli {
  readonly add: (word: Word) => Command;
  readonly run: Run;
}

export const exampleSession = "SES-ABCDEFGHIJKLMNOP";

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It is a whole number.");
  return value;
}

export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError("It is between 0 (any free one) and 65535.");
  return port;
}
