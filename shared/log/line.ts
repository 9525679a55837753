import { invariant } from "../base/assert.ts";
import { utf8 } from "../base/bytes.ts";
import { err, ok, type Result } from "../base/result.ts";

/** Output, resize and exit as asciicast v3 has them; `t` is our own, its data a JSON object in a string. */
export type LineCode = "o" | "r" | "x" | "t";

export interface Line {
  /** Whole ms since the line before. */
  readonly intervalMs: number;
  /** A LineCode, or another small letter from a newer host: skipped by who does not know it. */
  readonly code: string;
  readonly data: string;
}

/** Without its LF. Bounds what a reader has to hold at once; output comes in entries of 16 KB. */
export const maxLineBytes = 1_048_576;

/** Nearly 32 years, in the nine digits of whole seconds that `start` reads. */
const maxIntervalMs = 999_999_999_999;

const start = /^\[(0|[1-9]\d{0,8})(?:\.(\d{1,3}))?, "([a-z])", "/;

/** Finds what JSON.stringify makes of a lone surrogate; a literal `\ud` in the text also matches and only costs time. */
const maybeLoneSurrogate = "\\ud";

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/**
 * One entry as one line of asciicast v3 (https://docs.asciinema.org/manual/asciicast/v3/), in UTF-8 and without the LF.
 * Lone surrogates become U+FFFD. An interval that is not whole ms, or more than maxLineBytes, is a bug and throws.
 */
export function encodeLine(intervalMs: number, code: LineCode, data: string): Uint8Array {
  invariant(
    Number.isInteger(intervalMs) && intervalMs >= 0 && intervalMs <= maxIntervalMs,
    `an interval is whole milliseconds, not ${intervalMs}`,
  );
  let json = JSON.stringify(data);
  if (json.includes(maybeLoneSurrogate)) json = JSON.stringify(wellFormed(data));
  const bytes = utf8(`[${intervalMs / 1000}, "${code}", ${json}]`);
  invariant(bytes.length <= maxLineBytes, `a line of ${bytes.length} bytes is longer than ${maxLineBytes}`);
  return bytes;
}

/**
 * Reads one line without its LF. The frame `[interval, "code", "data"]` stands exactly as encodeLine writes it; the
 * number may have trailing zeros and the string any JSON escape, since the chain covers the bytes, not their meaning.
 * The error says what is wrong with the line.
 */
export function parseLine(text: string): Result<Line, string> {
  // UTF-8 is never shorter than UTF-16 has units.
  if (text.length > maxLineBytes) return err(`it is longer than ${maxLineBytes} bytes`);
  const frame = start.exec(text);
  if (frame === null || !text.endsWith('"]')) return err("it is not an entry");
  const [opening, seconds, fraction = "", code = ""] = frame;
  const data = parseString(text.slice(opening.length - 1, -1));
  if (data === undefined) return err("its data is not a JSON string");
  return ok({ intervalMs: Number(seconds) * 1000 + Number(fraction.padEnd(3, "0")), code, data });
}

/** quoted begins and ends with a quotation mark, so that JSON's white space around a value is no way in. */
function parseString(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
