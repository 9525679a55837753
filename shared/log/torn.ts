import { maxLineBytes } from "./line.ts";
import { headerStart, maxHeaderBytes } from "./header.ts";

/**
 * Whether bytes without an LF are what a crash or a cut leaves of a line: a beginning of something encodeLine could
 * have written, up to a whole line that only lacks its LF. Anything else was put there.
 */
export function couldBecomeLine(bytes: Uint8Array): boolean {
  const text = bytes.length <= maxLineBytes ? decodeTorn(bytes) : undefined;
  if (text === undefined) return false;
  const frame = /^\[(?:0|[1-9]\d{0,8})(?:\.\d{1,3})?, "[a-z]", "/.exec(text);
  if (frame === null) return tornFrame.test(text);
  const end = endOfString(text, frame[0].length);
  if (end === "beyond") return true;
  return end !== "broken" && (end === text.length || text.slice(end) === "]");
}

/** The same for the first line. */
export function couldBecomeHeader(bytes: Uint8Array): boolean {
  const text = bytes.length <= maxHeaderBytes ? decodeTorn(bytes) : undefined;
  if (text === undefined) return false;
  if (!text.startsWith(headerStart)) return headerStart.startsWith(text);
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') {
      const end = endOfString(text, at + 1);
      if (typeof end === "string") return end === "beyond";
      at = end - 1;
    } else if (letter === "{") depth += 1;
    else if (letter === "}") depth -= 1;
    if (depth === 0) return at === text.length - 1;
  }
  return true;
}

/** `[12.345, "o", "` cut short anywhere. */
const tornFrame =
  /^(?:\[(?:(?:0|[1-9]\d{0,8})(?:\.\d{0,3})?(?:(?<=\d),(?: (?:"(?:[a-z](?:"(?:,(?: "?)?)?)?)?)?)?)?)?)?$/;

/** The text, without the bytes of a character that is cut in two at its end; undefined for what is not UTF-8. */
function decodeTorn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

/** Where a JSON string whose text begins at `from` ends, past its quotation mark. `beyond`: the text ends first. */
function endOfString(text: string, from: number): number | "beyond" | "broken" {
  let at = from;
  while (at < text.length) {
    const letter = text[at] ?? "";
    if (letter === '"') return at + 1;
    if (letter < " ") return "broken";
    if (letter !== "\\") {
      at += 1;
      continue;
    }
    const escape = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(at, at + 6));
    if (escape === null) {
      return /^\\(?:u[0-9a-fA-F]{0,3})?$/.test(text.slice(at)) ? "beyond" : "broken";
    }
    at += escape[0].length;
  }
  return "beyond";
}
