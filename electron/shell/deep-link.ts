/** Longer than any link of ours; what is longer is not one. */
const maxLinkLength = 2048;

/**
 * Whether this can be the link of an invitation: `tandem://join/…`, or the address that a browser would open. Only its
 * outline is looked at; the page that joins by it reads it in full.
 */
export function looksLikeLink(text: string): boolean {
  if (text.length > maxLinkLength) return false;
  return /^tandem:\/\/join\/[\x21-\x7e]+$/i.test(text) || /^https?:\/\/[^/\s]+\/j\/[\x21-\x7e]+$/i.test(text);
}

/** The first link among a program's arguments, as given; undefined where there is none. */
export function linkIn(args: readonly string[]): string | undefined {
  return args.find(looksLikeLink);
}
