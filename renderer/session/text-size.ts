/** The owner's letters; everybody else's follow from the owner's columns and their own window. */
export const defaultFontSize = 14;
export const textSizes = { least: 9, most: 24 } as const;
