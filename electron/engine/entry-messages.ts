import { z } from "zod";
import { sessionIdSchema } from "../../shared/base/ids.ts";

/**
 * What the desktop shell and the engine's process say to each other over the process's own port. A message that is
 * none of these is a bug of the other half, since both come out of one build.
 */

/** What a window can be connected to: the host as a whole, or one session of it. */
export const localPathSchema = z.union([
  z.literal("host"),
  z.templateLiteral(["session/", z.string()]).refine((path) => {
    return sessionIdSchema.safeParse(path.slice("session/".length)).success;
  }, "not a session"),
]);
export type LocalPath = z.infer<typeof localPathSchema>;

/** Ed25519 seed: 32 bytes, base64url. */
const seedSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const toEngineSchema = z.discriminatedUnion("type", [
  /**
   * The first message. `sealed`: the system keeps secrets for this user, so a null seed asks for a new identity, which
   * is handed back with `identity.created` and, once it is kept, comes again. Not sealed: it lies in the data folder.
   */
  z.object({ type: z.literal("identity"), seed: seedSchema.nullable(), sealed: z.boolean() }),
  /** A window wants in, now or once there is a host. One MessagePort comes with it; the shell answers for the window. */
  z.object({ type: z.literal("open"), path: localPathSchema, owner: z.literal(true) }),
  /** The app is quitting: end what runs, seal the recordings, exit with 0. */
  z.object({ type: z.literal("stop") }),
]);
export type ToEngine = z.infer<typeof toEngineSchema>;

export const fromEngineSchema = z.discriminatedUnion("type", [
  /** Windows may be connected now. */
  z.object({ type: z.literal("ready") }),
  /** A new identity to be kept: nothing begins before it is told as the identity. */
  z.object({ type: z.literal("identity.created"), seed: seedSchema }),
  /** Sessions that run, and people who wait for an answer of the owner's. */
  z.object({
    type: z.literal("badge"),
    sessions: z.number().int().nonnegative(),
    waiting: z.number().int().nonnegative(),
  }),
  /** Something the owner should know although no window may be open. */
  z.object({ type: z.literal("notify"), title: z.string().max(120), body: z.string().max(400) }),
]);
export type FromEngine = z.infer<typeof fromEngineSchema>;
