/** What has to hold in a run of chance: names what is broken, and costs nothing where it is not. */
export function check(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(`broken: ${what}`);
}
