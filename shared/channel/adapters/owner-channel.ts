import type { Clock } from "../../base/ports.ts";
import { maxLocalFrameBytes } from "../../wire/local-server.ts";
import type { Channel } from "../channel.ts";
import { type WebSocketLike, webSocketChannel } from "./web-socket.ts";

/** A line of the owner's, `host` or `session/SES-…`: one to the host itself carries answers as large as a session's whole state in one frame. */
export function ownerChannel(socket: WebSocketLike, path: string, clock: Clock): Channel {
  return webSocketChannel(socket, path === "host" ? { clock, maxFrameBytes: maxLocalFrameBytes } : { clock });
}
