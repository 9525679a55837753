import { toBase64url } from "../../shared/base/bytes.ts";
import type { LinkId } from "../../shared/base/ids.ts";
import type { Clock, Crypto, KeyPair, Logger } from "../../shared/base/ports.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { acceptHandshake } from "../../shared/channel/handshake.ts";
import type { IceServer } from "../../shared/channel/adapters/ice-servers.ts";
import { createHandshakeGate } from "../../shared/channel/handshake-gate.ts";
import { type BudgetMeter, createBudgetMeter } from "../../shared/signaling/budget.ts";
import { linkClosed, participantByKey, placesTaken } from "../../shared/state/selectors.ts";
import { admissionSchema, decodeMessage, encodeMessage, type Greeting } from "../../shared/wire/messages.ts";
import { agreeVersion, wireVersions } from "../../shared/wire/versions.ts";
import { offerWebRtc } from "./transports/rtc/upgrade.ts";
import type { Session } from "./session/session.ts";

export interface FrontDoorOptions {
  readonly identity: KeyPair;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly iceServers: readonly IceServer[];
  /** Which session a link leads to, and its pre-shared key. */
  readonly find: (link: LinkId) => { readonly session: Session; readonly psk: Uint8Array } | undefined;
}

/** A guest who goes on sends name and key right behind its presence: nobody holds a place while filling in a form. */
const admissionMs = 10_000;
/**
 * Strangers who ask to be let in by one link: a hundred at once, then one every second. Each is three entries of the log,
 * and keys cost nothing to make.
 */
const strangers = { bytesPerSecond: 1, burstBytes: 120 } as const;
/** One person coming back, as often as a bad line makes them: nobody else's coming counts against it. */
const returns = { bytesPerSecond: 0.2, burstBytes: 20 } as const;
/** More people than a session remembers; past it everybody begins anew. */
const maxMeters = 1_024;
/** What an IP address is written with; the server's word goes to the owner's page and terminal. */
const addressShape = /^[0-9a-f.:]{2,45}$/i;

/** Where every stranger arrives: handshake, then the session's own judgement. Connecting gives no authority. */
export interface FrontDoor {
  handleStream(stream: Stranger): void;
}

interface Stranger {
  readonly link: LinkId;
  readonly address: string;
  readonly channel: Channel;
}

/** The session's last entry may be old: whether the link is still open is judged by the present. */
function greet(session: Session, link: LinkId, wallMs: number): Greeting | undefined {
  const { state } = session;
  const found = state.links[link];
  const owner = state.participants[state.owner];
  if (found === undefined || owner === undefined) return undefined;
  return {
    versions: wireVersions,
    session: state.id,
    title: state.title,
    owner: owner.name,
    target: state.target.label,
    grant: found.grant,
    mode: state.mode,
    approval: found.approval,
    recorded: state.recording !== "off",
    people: placesTaken(state),
    closed: linkClosed(found, wallMs) ?? null,
  };
}

export function createFrontDoor(options: FrontDoorOptions): FrontDoor {
  const { crypto, clock, identity } = options;
  const gate = createHandshakeGate();
  const meters = new WeakMap<Session, Map<string, BudgetMeter>>();

  const mayArrive = (session: Session, link: LinkId, key: string): boolean => {
    // Whoever is blocked is refused without an entry, and is not to use up what others come in by.
    if (session.state.blocked[key] !== undefined) return true;
    const ofSession = meters.get(session) ?? new Map<string, BudgetMeter>();
    meters.set(session, ofSession);
    const known = participantByKey(session.state, key) !== undefined;
    if (ofSession.size >= maxMeters) ofSession.clear();
    const nowMs = clock.monotonicMs();
    const name = known ? key : link;
    const meter = ofSession.get(name) ?? createBudgetMeter(known ? returns : strangers, nowMs);
    ofSession.set(name, meter);
    return meter.take(1, nowMs);
  };

  const receive = async ({ link, address, channel }: Stranger): Promise<void> => {
    const found = options.find(link);
    const greeting = found && greet(found.session, link, clock.wallMs());
    if (found === undefined || greeting === undefined) return channel.close("unknown-link");
    const knocking = gate.enter(link, address);
    if (knocking === undefined) return channel.close("rate-limited");
    const accepted = await acceptHandshake({
      channel,
      crypto,
      clock,
      psk: found.psk,
      linkId: link,
      sessionId: found.session.id,
      identity,
      greeting: encodeMessage(greeting),
      budget: { admissionMs },
    }).finally(() => knocking.dispose());
    if (!accepted.ok) return;
    const { connection, guestKey } = accepted.value;
    const admission = decodeMessage(admissionSchema, accepted.value.admission);
    if (!admission.ok) {
      options.logger.info("admission not understood", { reason: admission.error.slice(0, 200) });
      return connection.close("protocol-error");
    }
    if (agreeVersion(admission.value.versions) === undefined) return connection.close("version-unsupported");
    const key = toBase64url(guestKey);
    if (!mayArrive(found.session, link, key)) return connection.close("rate-limited");
    const { name, acceptedRecording, resume } = admission.value;
    found.session.offer({
      connection,
      key,
      link,
      name,
      acceptedRecording,
      address: { address: addressShape.test(address) ? address : "unknown", toldBy: "server" },
      ...(resume === undefined ? {} : { resume }),
      upgrade: () =>
        offerWebRtc({ connection, clock, iceServers: options.iceServers, logger: options.logger }),
    });
  };

  return {
    handleStream(stream) {
      // A bug of ours costs the one who met it, not the sessions of everybody.
      receive(stream).catch((cause: unknown) => {
        options.logger.error("somebody could not be let in", { reason: String(cause).slice(0, 200) });
        stream.channel.close("internal-error");
      });
    },
  };
}
