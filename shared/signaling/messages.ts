import { z } from "zod";
import { fromBase64url, lengthPrefixed, utf8 } from "../base/bytes.ts";
import { linkIdSchema, sessionIdSchema } from "../base/ids.ts";
import { relayCloseReasonSchema } from "./close-codes.ts";

/** What travels between the signaling server, hosts and guests: control as JSON text, streams as binary frames. */

export const hostPath = "/api/v1/host";
export const guestPath = "/api/v1/guest";

/** The versions of this protocol this program speaks. The server offers its range, the host answers with one of it. */
export const signalingVersions = { least: 1, most: 1 } as const;

/** Largest payload of one stream frame: the largest batch the secure channel encrypts at once. */
export const maxPayloadBytes = 65_536;

/** Largest control message, in characters: a sync of as many links as a host may have fits with room to spare. */
export const maxControlLength = 65_536;

/** Most links a host may have at one server. */
export const maxLinksPerHost = 200;

/** Largest thing a guest says before it is let through. */
export const maxOpenLength = 512;

function bytes32Schema<const Brand extends string>(brand: Brand) {
  void brand;
  return z
    .string()
    .length(43)
    .refine((text) => fromBase64url(text) !== undefined, "not canonical base64url")
    .brand<Brand>();
}

/** A host's Ed25519 public key, base64url. It is the host's name at the server. */
export const hostKeySchema = bytes32Schema("HostKey");
export type HostKey = z.infer<typeof hostKeySchema>;

/** SHA-256 of a link's door, base64url: all the server keeps of it. */
export const doorHashSchema = bytes32Schema("DoorHash");
export type DoorHash = z.infer<typeof doorHashSchema>;

/** A door itself, base64url: said once, in a message body. */
export const doorSchema = bytes32Schema("Door");

const nonceSchema = bytes32Schema("Nonce");
export type Nonce = z.infer<typeof nonceSchema>;

const requestSchema = z.int().min(0).max(0xffffffff);
const streamSchema = z.int().min(0).max(0xffffffff);

/** A share link as the server knows it. */
export const publishedLinkSchema = z.strictObject({
  link: linkIdSchema,
  session: sessionIdSchema,
  door: doorHashSchema,
  /** Wall time, ms since the Unix epoch. The host enforces it too. */
  expiresAtMs: z.int().min(0),
});
export type PublishedLink = z.infer<typeof publishedLinkSchema>;

/** What one stream may carry in each direction before the server ends it, as the sender should keep to it. */
export const budgetSchema = z.strictObject({
  bytesPerSecond: z.int().min(1),
  burstBytes: z.int().min(maxPayloadBytes * 2),
});

/** Why the server did not do what a host asked. */
export const linkRefusals = {
  "link-taken": "This link id belongs to another host.",
  "too-many-links": "This host has as many links as the server allows. Withdraw one first.",
  "too-many-new-links":
    "Too many new links were published from this network address. Wait some minutes and try again.",
  "expires-too-late": "The signaling server keeps no link for longer than 31 days. Choose an earlier expiry.",
  "server-full": "The signaling server keeps as many links as it may.",
  "store-failed":
    "The signaling server could not write its store, so this link opens nothing. Its log says why; where its disk is full, free some space, then make the link again.",
} as const satisfies Record<string, string>;
export type LinkRefusal = keyof typeof linkRefusals;
const linkRefusalSchema = z.enum(Object.keys(linkRefusals) as [LinkRefusal, ...LinkRefusal[]]);

export const helloSchema = z.strictObject({
  type: z.literal("hello"),
  version: z.int().min(0),
  key: hostKeySchema,
  signature: z.string().length(86),
});

/** Host → server, once it has proved its key. Every request is answered once the store has flushed it. */
export const hostRequestSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("link.publish"), request: requestSchema, ...publishedLinkSchema.shape }),
  z.strictObject({ type: z.literal("link.withdraw"), request: requestSchema, link: linkIdSchema }),
  /** These and no others are this host's links from here on. */
  z.strictObject({
    type: z.literal("links.sync"),
    request: requestSchema,
    links: z.array(publishedLinkSchema).max(maxLinksPerHost),
  }),
  z.strictObject({
    type: z.literal("stream.close"),
    stream: streamSchema,
    reason: relayCloseReasonSchema.optional(),
  }),
]);
export type HostRequest = z.infer<typeof hostRequestSchema>;

/** Server → host. */
export const serverToHostSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("challenge"),
    nonce: nonceSchema,
    versions: z.strictObject({ least: z.int().min(0), most: z.int().min(0) }),
  }),
  z.strictObject({ type: z.literal("welcome"), version: z.int(), budget: budgetSchema }),
  z.strictObject({ type: z.literal("done"), request: requestSchema }),
  z.strictObject({ type: z.literal("refused"), request: requestSchema, code: linkRefusalSchema }),
  z.strictObject({
    type: z.literal("synced"),
    request: requestSchema,
    refused: z.array(z.strictObject({ link: linkIdSchema, code: linkRefusalSchema })).max(maxLinksPerHost),
  }),
  /** address: where the guest comes from, as far as the server can see it. */
  z.strictObject({
    type: z.literal("stream.opened"),
    stream: streamSchema,
    link: linkIdSchema,
    address: z.string().max(64),
  }),
  /** After the stream's last frame. */
  z.strictObject({ type: z.literal("stream.closed"), stream: streamSchema, reason: relayCloseReasonSchema }),
]);
export type ServerToHost = z.infer<typeof serverToHostSchema>;

/** Guest → server: its only message; binary frames follow once it is answered. */
export const openSchema = z.strictObject({ type: z.literal("open"), link: linkIdSchema, door: doorSchema });

/** Server → guest. */
export const openedSchema = z.strictObject({ type: z.literal("opened"), budget: budgetSchema });
export type Opened = z.infer<typeof openedSchema>;

/**
 * What a host signs to prove its key. The nonce makes it good for one connection, the origin the host dialled for one
 * server: a server cannot use it to pass itself off as this host at another.
 */
export function hostProof(nonce: Uint8Array, origin: string): Uint8Array {
  return lengthPrefixed(utf8("tandem/1 signaling-host"), nonce, utf8(origin));
}

/** The JSON value of a text message, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
