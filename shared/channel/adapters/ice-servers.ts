import { z } from "zod";

export interface IceUrl {
  readonly scheme: "stun" | "turn" | "turns";
  /** A name or an address; IPv6 without its brackets. */
  readonly host: string;
  readonly port: number;
  readonly transport: "udp" | "tcp";
}

const iceUrlPattern =
  /^(stun|turn|turns):(?:\[([0-9a-fA-F:]{2,45})\]|([A-Za-z0-9.-]{1,253}))(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/;

/** RFC 7064 and 7065; undefined for anything else. `stuns` is left out: neither stack speaks it. */
export function parseIceUrl(url: string): IceUrl | undefined {
  const [, scheme, v6, name, portText, transport] = iceUrlPattern.exec(url) ?? [];
  const host = v6 ?? name;
  if (host === undefined || (scheme !== "stun" && scheme !== "turn" && scheme !== "turns")) return undefined;
  if (scheme === "stun" && transport !== undefined) return undefined;
  const port = portText === undefined ? (scheme === "turns" ? 5349 : 3478) : Number(portText);
  if (port < 1 || port > 65_535) return undefined;
  const defaultTransport = scheme === "turns" ? "tcp" : "udp";
  return {
    scheme,
    host,
    port,
    transport: transport === undefined ? defaultTransport : transport === "tcp" ? "tcp" : "udp",
  };
}

const iceUrlSchema = z
  .string()
  .max(300)
  .refine((url) => parseIceUrl(url) !== undefined, {
    error: "not of the form stun:host[:port] or turn:host[:port][?transport=udp|tcp] or turns:host[:port]",
  });

const iceServerSchema = z
  .strictObject({
    urls: z.array(iceUrlSchema).min(1).max(4),
    username: z.string().max(512).optional(),
    credential: z.string().max(512).optional(),
  })
  .refine(
    ({ urls, username, credential }) =>
      urls.every((url) => url.startsWith("stun:")) || (username !== undefined && credential !== undefined),
    { error: "a TURN server needs a username and a credential" },
  );

/** STUN and TURN servers, from the settings or from the signaling server: as the web's RTCConfiguration has them. */
export const iceServersSchema = z.array(iceServerSchema).max(8);
export type IceServer = z.infer<typeof iceServerSchema>;
