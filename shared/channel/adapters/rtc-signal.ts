import { z } from "zod";
import { safeParse, type Unparsed } from "../../base/parse.ts";
import { fromStrictUtf8, utf8 } from "../../base/bytes.ts";
import { err, ok, type Result } from "../../base/result.ts";

/** One signal on the wire, in bytes: below the 16 KiB that a control message may have. */
export const maxSignalBytes = 12_288;
/** Candidates of one attempt and side: every address of a machine with many, plus what STUN and TURN found. */
export const maxCandidates = 32;

/** One m-line of three channels needs well under 1,000 characters. */
const maxDescriptionLength = 8_192;

const descriptionSchema = z.string().max(maxDescriptionLength).refine(isDataDescription, {
  error: "not a description of one data connection",
});

/**
 * RFC 8839, section 5.1, less than it allows: UDP only, and an address, not a name, save for the mDNS names that
 * browsers hide theirs behind. A name would have the host ask its resolver for what a guest chose.
 */
const candidatePattern =
  /^candidate:[A-Za-z0-9+/]{1,32} [12] udp \d{1,10} ([0-9a-f:.]{2,45}|[0-9a-f-]{36}\.local) \d{1,5} typ (host|srflx|prflx|relay)( [\x21-\x7e]+){0,16}$/i;

const candidateSchema = z.string().max(512).regex(candidatePattern);

/** The user fragment of the offer: ICE draws it at random, so it names the attempt. */
const attemptSchema = z.string().regex(/^[A-Za-z0-9+/=_-]{4,256}$/);

const signalSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("description"),
    attempt: attemptSchema,
    kind: z.enum(["offer", "answer"]),
    sdp: descriptionSchema,
  }),
  z.strictObject({
    type: z.literal("candidate"),
    attempt: attemptSchema,
    candidate: candidateSchema,
    mid: z.string().max(16),
  }),
  /** No more candidates: for whoever looks for what went wrong; no stack needs to be told. */
  z.strictObject({ type: z.literal("candidates-done"), attempt: attemptSchema }),
  /** From the guest: this attempt is over, try again. From the host: it has given up. */
  z.strictObject({ type: z.literal("failed"), attempt: attemptSchema }),
]);

/** What the two ends of a peer connection tell each other, inside the secure channel. */
export type RtcSignal = z.infer<typeof signalSchema>;

export function encodeSignal(signal: RtcSignal): Uint8Array {
  return utf8(JSON.stringify(signal));
}

/** An error names what is wrong with it, and nothing it contains. */
export function decodeSignal(bytes: Uint8Array): Result<RtcSignal, string> {
  if (bytes.length > maxSignalBytes) return err("a signal is larger than it may be");
  const text = fromStrictUtf8(bytes);
  if (text === undefined) return err("a signal is not UTF-8");
  const parsed = safeParse(signalSchema, parseJson(text));
  return parsed.success ? ok(parsed.data) : err(`a signal of no known shape: ${whereOf(parsed.error)}`);
}

/** The candidate without the `a=` that some stacks put before it, or undefined for one that is not passed on. */
export function toCandidate(line: string): string | undefined {
  const candidate = safeParse(candidateSchema, line.startsWith("a=") ? line.slice(2) : line);
  return candidate.success ? candidate.data : undefined;
}

/** The attempt that an offer begins, or undefined where it has no user fragment. */
export function attemptOf(sdp: string): string | undefined {
  return safeParse(attemptSchema, /^a=ice-ufrag:(\S+)\r?$/m.exec(sdp)?.[1]).data;
}

/** Candidates come one by one, where they are counted and looked at; a description brings none. */
export function withoutCandidates(sdp: string): string {
  return sdp.replaceAll(/^a=(?:candidate:|end-of-candidates).*\r?\n/gm, "");
}

function isDataDescription(sdp: string): boolean {
  const media = sdp.match(/^m=.*$/gm) ?? [];
  return media.length === 1 && /^m=application \d+ UDP\/DTLS\/SCTP webrtc-datachannel\r?$/.test(media[0]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whereOf({ issues: [first] }: Unparsed): string {
  return first === undefined || first.path.length === 0 ? "it is not one" : `at ${first.path.join(".")}`;
}
