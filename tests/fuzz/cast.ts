import { utf8 } from "../../shared/base/bytes.ts";
import type { LinkId, ParticipantId } from "../../shared/base/ids.ts";
import type { KeyPair } from "../../shared/base/ports.ts";
import { patientReconnect } from "../../shared/client/reconnect.ts";
import type { BenchTarget } from "../support/bench-target.ts";
import type { Prng } from "../support/prng.ts";
import { crypto, type TestPeer, type TestSession } from "../support/session.ts";
import { inputOf, modeOf } from "../shared/state/acts.ts";
import type { Keys } from "./checks.ts";

/** What people do who may do something, and how often. */
const guestWeights = {
  "input.key": 14,
  "input.paste": 2,
  "control.request": 8,
  "control.accept": 8,
  "control.decline": 1,
  "control.cancel": 1,
  "control.return": 3,
  "control.transfer": 4,
  "line.submit": 6,
  "line.open": 2,
  "line.close": 2,
  "line.interrupt": 1,
  "proposal.make": 4,
  "proposal.approve": 3,
  "input.resume": 2,
  "presence.view": 1,
  "question.ask": 1,
  "annotation.add": 1,
  "chat.send": 1,
  cut: 1,
} as const;

const ownerWeights = {
  "input.key": 5,
  "control.approve": 8,
  "control.deny": 1,
  "control.transfer": 10,
  "control.reclaim": 3,
  "line.submit": 2,
  "line.skip": 2,
  "line.clear": 1,
  "proposal.approve": 5,
  "proposal.reject": 1,
  "participant.permit": 2,
  "participant.role": 1,
  "participant.witness": 3,
  "mode.set": 0.5,
  "session.pause": 2,
  "session.resume": 4,
  "session.scrollback": 1,
  "session.resize": 1,
  "sharing.switch": 0.4,
  "join.deny": 1,
  output: 8,
} as const;

export interface Guest {
  readonly name: string;
  readonly identity: KeyPair;
  peer: TestPeer;
}

/** An owner and three guests who do what they may. */
export interface Cast {
  readonly guests: readonly Guest[];
  /** Whoever is not in, comes again. */
  gather(): void;
  /** One of them does something. */
  act(): void;
  /** Everything they sent so far, as it was sent. */
  readonly recorded: readonly Uint8Array[];
  /** Is there, with a line. */
  isIn(guest: Guest): boolean;
  idOf(guest: Guest): ParticipantId | undefined;
}

export interface CastOptions {
  readonly test: TestSession;
  readonly target: BenchTarget;
  readonly prng: Prng;
  readonly keys: Keys;
  /** Lets people in who may type, at once. */
  readonly link: LinkId;
  /** What joiners are shown of the past may change. */
  readonly changesScrollback: boolean;
}

/** Frames of honest people that somebody may have recorded: the latest. */
const keptFrames = 400;
/** Places enough for a crowd of strangers. */
const places = 100;

export function createCast({ test, target, prng, keys, link, changesScrollback }: CastOptions): Cast {
  const { session } = test;
  const recorded: Uint8Array[] = [];
  const overhear = (frame: Uint8Array) => {
    if (recorded.push(frame) > keptFrames) recorded.shift();
  };
  const come = (name: string, identity: KeyPair) =>
    test.join(link, { name, identity, reconnect: patientReconnect, overhear, address: "198.51.100.7" });
  const guests: Guest[] = ["Ana", "Bo", "Cleo"].map((name) => {
    const identity = crypto.createEd25519();
    return { name, identity, peer: come(name, identity) };
  });
  let said = 0;

  const idOf = ({ peer }: Guest) => {
    const { status } = peer.client;
    return status.name === "live" ? status.participant : undefined;
  };

  /** An input that makes sense now and then; who types is known by what is typed. */
  const inputFor = (name: string, by: ParticipantId): unknown => {
    const ids = guests.flatMap((each) => idOf(each) ?? []);
    const other = prng.oneIn(6) ? session.state.owner : prng.pick(ids);
    const { queue, offer } = session.state.control;
    const waits = queue.find((each) => ids.includes(each.participant))?.participant;
    switch (name) {
      case "chat.send":
        return { text: `hello @Olga ${prng.below(100)}` };
      case "mode.set":
        return { mode: modeOf(prng, places, other) };
      case "session.resize":
        return { cols: 40 + prng.below(60), rows: 10 + prng.below(30) };
      case "session.scrollback":
        return { joinerScrollback: prng.pick(["everything", "screen", "none"]) };
      case "join.deny":
        return { participant: prng.pick(Object.keys(session.state.joinRequests)) };
      case "line.submit":
      case "proposal.make":
        return { text: keys.claim(by) };
      // A stranger who asks is given nothing by chance.
      case "control.approve":
      case "control.deny":
        return {
          participant: offer?.to ?? waits ?? other,
          minutes: 1 + prng.below(3),
          practice: prng.oneIn(3),
        };
      default:
        return inputOf(name, prng, session.state, other);
    }
  };

  const type = (by: ParticipantId, name: string, call: TestPeer["client"]["callByName"]) =>
    keys.send(by, (text) => {
      const long = name === "input.paste" ? "p".repeat(prng.below(300)) : "";
      return call(name, name === "input.key" ? { data: `${text}\r` } : { text: `${text}${long}\n` });
    });

  const actAsOwner = () => {
    const name = prng.weighted(ownerWeights);
    const { owner, paused } = session.state;
    if (name === "output") return target.say(utf8(`said ${said++}\r\n`));
    if (name === "input.key") return type(owner, name, test.owner.client.callByName);
    if (name === "session.scrollback" && !changesScrollback) return;
    void session.callAsOwner(name, inputFor(name, owner));
    // What pauses and switches off comes on again: nothing is shown by a session that stands still.
    if (paused !== null && prng.oneIn(3)) void session.callAsOwner("session.resume", {});
    if (session.state.sharing === "off" && prng.oneIn(2))
      void session.callAsOwner("sharing.switch", { on: true });
  };

  return {
    guests,
    recorded,
    idOf,
    isIn: (guest) => idOf(guest) !== undefined && guest.peer.client.state !== undefined,
    gather() {
      for (const guest of guests) {
        if (guest.peer.client.status.name === "over") guest.peer = come(guest.name, guest.identity);
      }
    },
    act() {
      if (prng.oneIn(2)) return actAsOwner();
      const guest = prng.pick(guests);
      const by = guest && idOf(guest);
      if (guest === undefined || by === undefined) return;
      const { client } = guest.peer;
      const name = prng.weighted(guestWeights);
      if (name === "cut") return guest.peer.cut();
      if (name === "input.key" || name === "input.paste") return type(by, name, client.callByName);
      // Lines come in numbers, so that some still wait when the right to run them goes.
      const times = name === "line.submit" ? 1 + prng.below(4) : 1;
      for (let time = 0; time < times; time++) void client.callByName(name, inputFor(name, by));
    },
  };
}
