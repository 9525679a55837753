/**
 * `tandem://join/…`, or the address that a browser would open. Only the outline of a link is looked at, and that it is
 * not longer than any of ours; the page that joins by it reads it in full.
 */
const outline = /^(?:tandem:\/\/join|https?:\/\/[^/\s]+\/j)\/[\x21-\x7e]{1,2000}$/i;

export function looksLikeLink(text: string): boolean {
  return outline.test(text);
}

/** The first link among a program's arguments, as given; undefined where there is none. */
export function linkIn(args: readonly string[]): string | undefined {
  return args.find(looksLikeLink);
}
