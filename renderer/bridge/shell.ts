import { z } from "zod";
import { safeParse } from "../../shared/base/parse.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { messagePortChannel } from "../../shared/channel/adapters/message-port.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import type { Closing } from "../../shared/client/status.ts";

interface EveryWindow {
  /** A notification of the system's. */
  notify(title: string, body: string): unknown;
  /** A web address, in the system's browser. */
  openAddress(url: string): unknown;
}

export interface OwnersWindow extends EveryWindow {
  readonly kind: "owner";
  /** A MessagePort to the host follows as a window message. */
  open(path: string): unknown;
  /** Opens a guest's window for a link. */
  join(link: string): unknown;
}

export interface GuestsWindow extends EveryWindow {
  readonly kind: "guest";
  /** The link this window was opened for; empty where there is none. */
  readonly link: string;
}

/** What the desktop app's preload puts into the page: electron/shell/README.md. */
export type TandemShell = OwnersWindow | GuestsWindow;

declare global {
  interface Window {
    readonly tandemShell?: TandemShell;
  }
}

const portMessageSchema = z.object({ type: z.literal("tandem-port"), path: z.string() });

/** The host's process starts with the app; a port that takes longer does not come. */
const portTimeoutMs = 15_000;

const noPort: Closing = {
  reason: "server-unreachable",
  message: "The host did not answer. It may still be starting; try again, or restart Tandem.",
};

/** A channel to the app's own host, through the preload. Only messages of this very window count. */
export function openShellChannel(
  shell: Pick<OwnersWindow, "open">,
  path: string,
): Promise<Result<Channel, Closing>> {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const timer = setTimeout(() => finish(err(noPort)), portTimeoutMs);
    const finish = (result: Result<Channel, Closing>) => {
      clearTimeout(timer);
      stop.abort();
      resolve(result);
    };
    window.addEventListener(
      "message",
      (event: MessageEvent<unknown>) => {
        if (event.source !== window) return;
        const message = safeParse(portMessageSchema, event.data);
        const port = event.ports[0];
        if (!message.success || message.data.path !== path || port === undefined) return;
        finish(ok(messagePortChannel(port)));
      },
      { signal: stop.signal },
    );
    shell.open(path);
  });
}
