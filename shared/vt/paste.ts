/* oxlint-disable no-control-regex -- control characters are what this file takes out */

const pasteStart = "\x1b[200~";
const pasteEnd = "\x1b[201~";

/**
 * Text from a clipboard as input for the target: line ends become carriage returns, tabs stay, every other control
 * (C0, DEL, C1) is taken out, so that it can neither send a control key nor end the paste. Printable remains of an
 * escape sequence stay visible. With bracketed it stands between the brackets the target asked for.
 */
export function sanitisePaste(text: string, { bracketed }: { readonly bracketed: boolean }): string {
  const clean = text.replace(/\r\n?|\n/g, "\r").replace(/[\0-\x08\x0a-\x0c\x0e-\x1f\x7f-\x9f]/g, "");
  return bracketed ? `${pasteStart}${clean}${pasteEnd}` : clean;
}
