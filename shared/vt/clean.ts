/* oxlint-disable no-control-regex -- control characters are what this file takes out */

/**
 * Controls, line and paragraph separators, and characters that are invisible or turn the direction of what follows
 * (bidirectional marks, embeddings, overrides and isolates; zero-width characters; tags; the Hangul fillers).
 */
const unfit =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

/** More marks on one letter than any language puts there. */
const stackedMarks = /(\p{M}{4})\p{M}+/gu;

/**
 * A title or name that somebody else chose, safe to show in one line: no controls, nothing invisible or turning, no
 * piles of marks, runs of white space as one space, at most maxLength code points (the last one `…` where cut).
 */
export function cleanLabel(text: string, maxLength: number): string {
  // Cut before the expensive part: labels may come with megabytes.
  const rough = text.slice(0, maxLength * 16);
  const clean = rough.replace(/\s+/g, " ").replace(unfit, "").replace(stackedMarks, "$1").trim();
  const letters = Array.from(clean);
  return letters.length <= maxLength
    ? clean
    : `${letters
        .slice(0, maxLength - 1)
        .join("")
        .trimEnd()}…`;
}

/**
 * Text with every control made visible, for previews and logs of what would be sent: `\x1b` as ␛, DEL as ␡, C1 and
 * turning or invisible characters as `⟨U+009B⟩`. Line feeds and tabs are shown too.
 */
export function showControls(text: string): string {
  return text.replace(unfit, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return "␡";
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
