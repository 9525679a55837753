/** The range of wire versions this program speaks. Offered in greeting and admission; the highest both know is used. */
export const wireVersions = { least: 1, most: 1 } as const;

/** The version both sides speak, or undefined. */
export function agreeVersion(theirs: { readonly least: number; readonly most: number }): number | undefined {
  const version = Math.min(theirs.most, wireVersions.most);
  return version >= Math.max(theirs.least, wireVersions.least) ? version : undefined;
}
