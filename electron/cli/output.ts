import { showControls } from "../../shared/vt/clean.ts";

/** A command's end, with its exit code; the message is for people. */
export class CliError extends Error {
  readonly exitCode: number;
  readonly code: string;

  constructor(exitCode: number, code: string, message: string) {
    super(message);
    this.name = "CliError";
    this.exitCode = exitCode;
    this.code = code;
  }
}

/** What a command prints: for people, or one JSON object a line. */
export interface Output {
  readonly json: boolean;
  /** An object for programs, a sentence for people; nothing is printed for people where it is left out. */
  say(value: Record<string, unknown>, sentence?: string): void;
  /** For people alone, as it is: tables, which end with a line break. */
  print(text: string): void;
  note(sentence: string): void;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    say(value, sentence) {
      if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
      else if (sentence !== undefined) process.stdout.write(`${sentence}\n`);
    },
    print: (text) => void process.stdout.write(text),
    note: (sentence) => void process.stderr.write(`${sentence}\n`),
  };
}

/** Names and titles come from others: nothing in them may steer this terminal. */
export const plain = showControls;

/** Rows of cells in columns as wide as they need. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, [...cell].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - [...cell].length))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function ago(ms: number, nowMs: number): string {
  const minutes = Math.round((nowMs - ms) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h ago`;
  return `${Math.round(minutes / 1440)} days ago`;
}
