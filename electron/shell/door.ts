import { ipcMain, type IpcMainEvent, MessageChannelMain, type MessagePortMain } from "electron";
import { z } from "zod";
import { safeParse } from "../../shared/base/parse.ts";
import { type LocalPath, localPathSchema } from "../engine/entry-messages.ts";
import { type PageKind, pageKindOf } from "./addresses.ts";
import { looksLikeLink } from "./deep-link.ts";

/** The names that page and shell use; preload.ts has the same, since it can import nothing. */
export const doorChannel = "tandem";
export const portChannel = "tandem-port";

/** Only what a browser shows: every other scheme starts some program of the system's, with words of a stranger's. */
const webAddressSchema = z.url({ protocol: /^https?$/, normalize: true }).max(2048);

const requestSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("open"), path: localPathSchema }),
  z.object({ type: z.literal("join"), link: z.string().refine(looksLikeLink, "not a link") }),
  z.object({ type: z.literal("openAddress"), url: webAddressSchema }),
  z.object({ type: z.literal("notify"), title: z.string().max(120), body: z.string().max(400) }),
]);

export interface DoorOptions {
  /** Gives one end of a new channel to the engine. */
  readonly openPort: (path: LocalPath, port: MessagePortMain) => void;
  /** Opens a window of its own for somebody else's session. */
  readonly join: (link: string) => void;
  /** Opens a web address outside of the app. */
  readonly openAddress: (url: string) => void;
  readonly notify: (title: string, body: string) => void;
  /** Somebody knocked who may not; `reason` names no content. */
  readonly onRefused: (reason: string) => void;
}

/** The only way from a page into the main process. */
export function openDoor({ openPort, join, openAddress, notify, onRefused }: DoorOptions): void {
  ipcMain.on(doorChannel, (event, message: unknown) => {
    const kind = senderOf(event);
    if (kind === undefined) return onRefused("not the main frame of a page of ours");
    const request = safeParse(requestSchema, message);
    if (!request.success) return onRefused("not a request of ours");
    const { data } = request;
    if (data.type === "notify") return notify(data.title, data.body);
    if (data.type === "openAddress") return openAddress(data.url);
    if (kind !== "owner") return onRefused("a guest's page asked for what is the owner's");
    if (data.type === "join") return join(data.link);
    const { port1, port2 } = new MessageChannelMain();
    openPort(data.path, port1);
    event.senderFrame?.postMessage(portChannel, { path: data.path }, [port2]);
  });
}

/** Which of our pages sent this; undefined for frames inside pages, and for every other address. */
function senderOf(event: IpcMainEvent): PageKind | undefined {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null || frame !== event.sender.mainFrame) return undefined;
  return pageKindOf(frame.url);
}
