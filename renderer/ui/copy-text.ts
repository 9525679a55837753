/** Works on plain-http pages too, where the clipboard API is missing. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Refused by the browser: the older way may still do.
  }
  const box = document.createElement("textarea");
  box.value = text;
  box.style.position = "fixed";
  box.style.opacity = "0";
  const focused = document.activeElement;
  // Inside an open dialog, whose focus would otherwise be taken back before the copy.
  (focused?.closest("[role='dialog'], [role='alertdialog']") ?? document.body).append(box);
  box.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch {
    // Neither way: whoever asked says so.
  }
  box.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
