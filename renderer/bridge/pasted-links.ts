import { formatLinkUrl, parseLinkUrl } from "../../shared/channel/link-secret.ts";

/**
 * A link that is pasted into the page itself, not into a field or the shared screen, is one to join by. For as long as
 * the page is there.
 */
export function joinPastedLinks(join: (link: string) => void): void {
  window.addEventListener("paste", (event) => {
    if (event.defaultPrevented || isField(event.target)) return;
    const link = parseLinkUrl(event.clipboardData?.getData("text/plain") ?? "");
    if (!link.ok) return;
    event.preventDefault();
    join(formatLinkUrl(link.value));
  });
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}
