import { z } from "zod";
import type { CallsOf, CallTable } from "./calls.ts";

const nothing = z.null();
const atMs = z.object({ atMs: z.number() });

/** A finished screen, as its looks: cheap to compare with often (`length`, `lines`), and in full (`digest`). */
export const screenLooksSchema = z.object({
  /** Scrollback included. */
  length: z.number(),
  /** The oldest line and those of the screen, without colours. */
  lines: z.array(z.string()),
  /** SHA-256 over every cell's character and look. */
  digest: z.string(),
});
export type ScreenLooks = z.output<typeof screenLooksSchema>;

/** What a measuring participant (programs/member.ts) can be asked for. Times are sharedMs(). */
const schemas = {
  /** Resolves once live over WebRTC and shown a first screen. `terminal`: renders what it gets. */
  join: { input: z.object({ link: z.string(), name: z.string(), terminal: z.boolean() }), output: nothing },
  /** Types these keys, one at a time, each after the echo of the one before and a pause; ms from each to its echo. */
  typeEchoes: {
    input: z.object({ keys: z.string(), pauseMs: z.number() }),
    output: z.object({ echoesMs: z.array(z.number()) }),
  },
  /** Presses one key; `atMs` is when. */
  press: { input: z.object({ key: z.string() }), output: atMs },
  /** Types a key so often until `stopKeys`. */
  startKeys: { input: z.object({ key: z.string(), everyMs: z.number() }), output: nothing },
  /** ms from each key to its accepted answer, and to a delivery that brings the screen at or past it. */
  stopKeys: {
    input: nothing,
    output: z.object({
      answersMs: z.array(z.number()),
      deliveriesMs: z.array(z.number()),
      refused: z.number(),
    }),
  },
  /** When this text has come, in output or with a whole screen. */
  seeText: { input: z.object({ text: z.string() }), output: atMs },
  /** When the terminal began to look like this and stayed so; and whether it does to the last cell. */
  seeScreen: { input: screenLooksSchema, output: atMs.extend({ right: z.boolean() }) },
  /** Its own id. */
  whoAmI: { input: nothing, output: z.object({ participant: z.string() }) },
  /** Asks for control; once it is granted, presses a key: when that was accepted. */
  takeControl: { input: nothing, output: atMs },
  handBack: { input: nothing, output: nothing },
  /** Joins so often more, in this process. */
  crowd: { input: z.object({ link: z.string(), count: z.number() }), output: nothing },
  /** Makes events of these kinds until `count` of each, everybody of the crowd watching: ms from making to each. */
  talk: {
    input: z.object({ count: z.number(), everyMs: z.number() }),
    output: z.object({ deliveriesMs: z.array(z.number()) }),
  },
  /** Bytes that came on the log lane since it joined. */
  received: { input: nothing, output: z.object({ logBytes: z.number(), screens: z.number() }) },
} as const;

export type MemberCalls = CallsOf<typeof schemas>;
export const memberCalls: CallTable<MemberCalls> = schemas;
