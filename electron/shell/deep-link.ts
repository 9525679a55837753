/** Longer than any link of ours; what is longer is not one. */
const maxLinkLength = 2048;

/** The first `tandem://join/…` among arguments, as given; undefined where there is none. Its parts are checked by the page. */
export function deepLinkIn(args: readonly string[]): string | undefined {
  return args.find((each) => /^tandem:\/\/join\/[\x21-\x7e]+$/i.test(each) && each.length <= maxLinkLength);
}
