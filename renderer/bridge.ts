import type { Crypto } from "../shared/base/ports.ts";
import type { Result } from "../shared/base/result.ts";
import type { Channel } from "../shared/channel/channel.ts";
import type { Closing } from "../shared/client/status.ts";
import { openLocalChannel, redeemLaunchCode } from "./bridge/local-server.ts";
import { joinPastedLinks } from "./bridge/pasted-links.ts";
import { openShellChannel } from "./bridge/shell.ts";
import { pageClock, pageRandom } from "./platform.ts";

/** What of the host a channel leads to. */
export type LocalPath = "host" | `session/${string}`;

/** An owner's way to the host: the only thing that knows where channels come from. */
export interface Bridge {
  open(path: LocalPath): Promise<Result<Channel, Closing>>;
}

/** Which of the three faces this page is. `locked`: an owner's page without its launch code. */
export type Face =
  | { readonly name: "owner"; readonly bridge: Bridge }
  | { readonly name: "guest"; readonly url: string }
  | { readonly name: "locked" };

/** Opens a web address outside of this page: in the system's browser, or in a tab that knows nothing of this one. */
export function openAddress(url: string): void {
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: "" };
  if (protocol !== "https:" && protocol !== "http:") return;
  if (window.tandemShell === undefined) window.open(url, "_blank", "noopener,noreferrer");
  else window.tandemShell.openAddress(url);
}

const launchPattern = /^#launch=([A-Za-z0-9_-]{1,128})$/;

export async function findFace(crypto: Crypto): Promise<Face> {
  const shell = window.tandemShell;
  // A guest's window of the app has no port, and its link is not its address.
  if (shell?.kind === "guest") return { name: "guest", url: shell.link };
  if (shell?.kind === "owner") {
    joinPastedLinks(shell.join);
    return { name: "owner", bridge: { open: (path) => openShellChannel(shell, path) } };
  }
  if (location.pathname.startsWith("/j/")) return { name: "guest", url: location.href };
  const code = launchPattern.exec(location.hash)?.[1];
  if (code === undefined) return { name: "locked" };
  // Out of the address, the history and the title of anything that remembers this page.
  history.replaceState(null, "", "/");
  const token = await redeemLaunchCode(code);
  if (token === undefined) return { name: "locked" };
  const ports = { clock: pageClock, crypto, random: pageRandom };
  return { name: "owner", bridge: { open: (path) => openLocalChannel(token, path, ports) } };
}
