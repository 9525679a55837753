const wordsOf = (text: string) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

/**
 * How well a row of the palette is what was written, from 0 (not at all) to 1: by its title first, then by whole words it
 * is also known by. Letters picked from here and there find nothing: Enter runs what stands first.
 */
export function paletteScore(
  value: string,
  search: string,
  [title = value, ...known]: string[] = [],
): number {
  const wanted = search.trim().toLowerCase();
  const name = title.toLowerCase();
  if (name === wanted) return 1;
  if (name.startsWith(wanted)) return 0.9;
  const begun = (words: readonly string[]) =>
    wordsOf(wanted).every((part) => words.some((word) => word.startsWith(part)));
  const ofTitle = wordsOf(title);
  if (begun(ofTitle)) return name.includes(wanted) ? 0.8 : 0.7;
  return begun([...ofTitle, ...known.flatMap(wordsOf), ...wordsOf(value)]) ? 0.5 : 0;
}
