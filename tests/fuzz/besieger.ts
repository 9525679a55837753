import { fromUtf8, utf8 } from "../../shared/base/bytes.ts";
import { type LinkId, linkIdSchema, type ParticipantId } from "../../shared/base/ids.ts";
import { decodeFrame } from "../../shared/channel/chunked.ts";
import type { CloseReason } from "../../shared/channel/close-reason.ts";
import type { Lane } from "../../shared/channel/connection.ts";
import {
  type Answer,
  clientMessageSchema,
  decodeMessage,
  type Position,
} from "../../shared/wire/messages.ts";
import { check } from "../support/check.ts";
import type { Prng } from "../support/prng.ts";
import { crypto, type TestSession } from "../support/session.ts";
import { fatal, free, harmless, isFree, refused, type Said, sneaky } from "./attacks.ts";
import type { Doors } from "./doors.ts";
import { knock, type Stranger } from "./stranger.ts";

/** What a besieger may hear of is known by who listens: everything said in this session that is not theirs. */
export type Listen = (besieger: Besieger, text: string) => void;

/** One stranger with a key nobody has seen before, through all the lines they come by. */
export interface Besieger {
  readonly key: Uint8Array;
  readonly line: Stranger;
  /** Messages sent so far over lines that were open. */
  readonly sent: number;
  /** What they try next: one thing at each call, nothing once they have done it all. */
  next(): (() => void) | undefined;
  /** More of it. */
  plan(count: number): void;
  /** Says this, and is not to be refused for its form. */
  say(said: Said): void;
  /** They come again, by the same key, and say where they left off: the truth or not. */
  comeAgain(): void;
  /** How they go, if they do. */
  end(): void;
  /** After everything was dealt with: what was answered is what may be. */
  judge(): void;
  /** Where the log and what was said stood when they first came in, or came in again after having left. */
  readonly since: { readonly seq: number; readonly said: number };
}

export interface BesiegerOptions {
  readonly test: TestSession;
  readonly prng: Prng;
  readonly doors: () => Doors;
  /** Frames that honest people sent. */
  readonly recorded: readonly Uint8Array[];
  readonly listen: Listen;
  /** A text of theirs alone. */
  readonly claim: (author: ParticipantId) => string;
  /** How much has been said that is not for whoever comes later. */
  readonly said: () => number;
  /** Whether the owner ever gave them something. */
  readonly isTrusted: () => boolean;
}

const oddNames = ["Olga", "Ana", "", " ", "x".repeat(300), "\u202eagLO", "a\u0000b", "<b>", "__proto__"];

/** What whoever waits is told, whatever they ask. */
const outside: ReadonlySet<string> = new Set(["not-in-session", "too-fast"]);

/** How a line ends, once somebody misbehaves, is refused or the owner wills it. */
const ends: ReadonlySet<CloseReason> = new Set<CloseReason>([
  "protocol-error",
  "over-budget",
  "too-slow",
  "refused",
  "removed",
  "replaced",
  "sharing-off",
  "left",
  "lost",
  "idle",
]);

export function createBesieger(options: BesiegerOptions): Besieger {
  const { test, prng } = options;
  const identity = crypto.createEd25519();
  const asked = new Map<number, string[]>();
  const mine: Said[] = [];
  let left = 0;
  let sent = 0;
  let doomed = false;
  let judged = 0;
  let since = { seq: test.session.state.seq, said: options.said() };

  const door = () => {
    const { view, asks, closed } = options.doors();
    return prng.oneIn(6) ? asks : prng.oneIn(10) ? (prng.pick(closed) ?? view) : view;
  };
  const invented = (): Position => {
    const { seq, epoch } = test.session.state;
    const places = [0, 1, seq, seq + 1, Math.max(0, seq - prng.below(40)), prng.below(seq + 1), 2 ** 48];
    return { epoch: prng.oneIn(6) ? 1 + prng.below(3) : epoch, seq: prng.pick(places) ?? 0 };
  };
  const come = (link: LinkId) => {
    doomed = false;
    judged = 0;
    return knock(test, prng.oneIn(40) ? linkIdSchema.parse(`LNK-${"A".repeat(16)}`) : link, {
      identity,
      name: prng.oneIn(6) ? (prng.pick(oddNames) ?? "Eve") : "Eve",
      acceptedRecording: !prng.oneIn(15),
      address: "203.0.113.9",
      ...(prng.oneIn(3) ? { resume: invented() } : {}),
      listen: (_lane: Lane, text: string) => options.listen(besieger, text),
    });
  };
  const link = door();

  const remember = ({ lane, text }: Said) => {
    // What is so long is no call that could be done.
    if (lane !== "call" || text.length > 20_000) return;
    const said = decodeMessage(clientMessageSchema, typeof text === "string" ? utf8(text) : text);
    if (!said.ok || said.value.t === "ack" || said.value.t === "ping") return;
    const name = said.value.t === "call" ? said.value.command : said.value.t;
    asked.set(said.value.id, [...(asked.get(said.value.id) ?? []), name]);
  };
  const say = (said: Said) => {
    if (line.closed() !== undefined) return;
    remember(said);
    sent += 1;
    line.say(said.lane, said.text);
  };
  /** What somebody else said, on a line of their own. */
  const replay = (frame: Uint8Array | undefined) => {
    const decoded = frame && decodeFrame(frame);
    if (decoded === undefined || decoded.more) return;
    const { participant } = line;
    // Should it ever be typed, it is told apart from what the other one typed.
    const own = () => (participant === undefined ? sneaky : options.claim(participant));
    say({ lane: decoded.lane, text: fromUtf8(decoded.piece).replaceAll(/<\d+>/g, own) });
  };
  const attack = (from: typeof refused) => {
    const said = prng.pick(from)?.(prng, test.session.state);
    if (said === undefined) return;
    if (mine.length < 50) mine.push(said);
    say(said);
  };
  const deeds = {
    refused: () => attack(refused),
    free: () => attack(free),
    harmless: () => attack(harmless),
    /** In whatever order, and under numbers that were used before. */
    again: () => say(prng.pick(mine) ?? { lane: "call", text: '{"t":"ping","id":0}' }),
    replay: () => replay(prng.pick(options.recorded)),
    acknowledge: () => line.acknowledge(),
    fatal() {
      attack(fatal);
      doomed = true;
    },
  };
  const weights = {
    refused: 12,
    free: 2,
    harmless: 2,
    again: 2,
    replay: 4,
    acknowledge: 2,
    fatal: 0.5,
  } as const;

  const judgeAnswer = (answer: Answer) => {
    if (!answer.ok || options.isTrusted()) return;
    const names = asked.get(answer.id) ?? [];
    check(
      names.some((name) => name === "scrollback" || isFree(name)),
      `a stranger is not allowed ${names.join(" or ")}: ${JSON.stringify(answer)}`,
    );
  };

  const besieger: Besieger = {
    key: identity.publicKey,
    get line() {
      return line;
    },
    get sent() {
      return sent;
    },
    get since() {
      return since;
    },
    plan: (count) => void (left += count),
    next() {
      if (left === 0) return undefined;
      left -= 1;
      return deeds[prng.weighted(weights)];
    },
    say,
    comeAgain() {
      if (line.closed() === "left") since = { seq: test.session.state.seq, said: options.said() };
      else if (line.closed() === undefined && prng.oneIn(2)) line.close("lost");
      line = come(prng.oneIn(4) ? door() : link);
    },
    end() {
      switch (prng.below(5)) {
        case 0:
          return line.close("lost");
        case 1:
          return line.close("left");
        case 2:
          return say({
            lane: "call",
            text: '{"t":"call","id":1000001,"command":"session.leave","input":{}}',
          });
        default:
          return deeds.fatal();
      }
    },
    judge() {
      const closed = line.closed();
      check(closed === undefined || ends.has(closed), `a stranger's line ends for a reason: ${closed}`);
      check(!doomed || closed !== undefined, "what is no part of the protocol ends the line");
      const isIn = line.participant !== undefined;
      for (const said of line.heard.slice(judged)) {
        if (said.t !== "answer") continue;
        if (isIn) judgeAnswer(said);
        else check(!said.ok && outside.has(said.code), "whoever waits is told nothing");
      }
      judged = line.heard.length;
    },
  };
  let line = come(link);
  return besieger;
}
