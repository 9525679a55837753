import { z } from "zod";
import type { CallsOf, CallTable } from "./calls.ts";

const nothing = z.null();
const description = z.object({ sdp: z.string() });

/** What a bare reference (programs/bare.ts) can be asked for: node-pty and node-datachannel, and nothing of ours. */
const schemas = {
  /** Types into `cat` on a terminal; ms from each key to its echo. */
  typeEchoes: {
    input: z.object({ keys: z.string(), pauseMs: z.number() }),
    output: z.object({ echoesMs: z.array(z.number()) }),
  },
  /**
   * Runs a flood target, presses its key and reads, undecoded, up to the end marker. `terminal`: hands it all to a
   * terminal; `shownAtMs` is when that had taken in the last of it.
   */
  flood: {
    input: z.object({ argv: z.array(z.string()), key: z.string(), end: z.string(), terminal: z.boolean() }),
    output: z.object({ tookMs: z.number(), shownAtMs: z.number(), bytes: z.number() }),
  },
  /** The three steps of a data channel between two of these processes; the candidates are in the descriptions. */
  offer: { input: nothing, output: description },
  answer: { input: description, output: description },
  accept: { input: description, output: nothing },
  /** Sends so many bytes so often, which come back; until `stopTrips`. */
  startTrips: { input: z.object({ bytes: z.number(), everyMs: z.number() }), output: nothing },
  stopTrips: { input: nothing, output: z.object({ tripsMs: z.array(z.number()) }) },
} as const;

export type BareCalls = CallsOf<typeof schemas>;
export const bareCalls: CallTable<BareCalls> = schemas;
