import type { z } from "zod";
import type { SessionId } from "../../shared/base/ids.ts";
import type { Listen } from "../../shared/base/listen.ts";
import type { Clock, Crypto, KeyPair, Logger, Random } from "../../shared/base/ports.ts";
import type { Result } from "../../shared/base/result.ts";
import type { IceServer } from "../../shared/channel/adapters/ice-servers.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import type {
  LinkSummary,
  RecordingSummary,
  SessionSummary,
  SignalingStatus,
  startInputSchema,
  Verdict,
} from "../../shared/wire/host-api.ts";
import type { SessionState } from "../../shared/state/state.ts";
import type { Session } from "./session/session.ts";
import type { StartError } from "./session/start-session.ts";

export interface HostOptions {
  readonly version: string;
  readonly dataFolder: string;
  readonly ownerName: string;
  readonly identity: KeyPair;
  readonly signaling: { readonly url: string; readonly embedded: boolean; readonly lan: boolean };
  readonly iceServers: readonly IceServer[];
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface RunningSession {
  readonly session: Session;
  readonly recordingPath: string | undefined;
}

/** A session's share links, as its owner handles them. */
export interface SessionLinks {
  share(
    session: Session,
    input: unknown,
  ): Promise<Result<LinkSummary & { readonly url: string }, StartError>>;
  list(session: Session): readonly LinkSummary[];
}

/** The program that runs sessions on the owner's machine. */
export interface Host {
  readonly options: HostOptions;
  readonly links: SessionLinks;
  /** Newest first; those that cannot be read as recordings have no session. */
  recordings(): Promise<Result<readonly RecordingSummary[], string>>;
  /** By the name of a file in the recordings folder; undefined where there is none. */
  verify(name: string): Promise<Result<Verdict, string> | undefined>;
  readonly signaling: SignalingStatus;
  readonly onSignaling: Listen<SignalingStatus>;
  readonly onSessions: Listen<readonly SessionSummary[]>;
  /** No session runs, and none is being started. */
  readonly idle: boolean;
  /** `host-gone` once the host is stopping. */
  start(input: z.output<typeof startInputSchema>): Promise<Result<RunningSession, StartError>>;
  find(id: SessionId): RunningSession | undefined;
  /** Of a session that runs, or is over and not forgotten yet: how it ended can be asked for when it was quick. */
  stateOf(id: SessionId): SessionState | undefined;
  summaries(): readonly SessionSummary[];
  /** A line of the owner's own: `host`, or `session/SES-…`. Whoever calls this has made sure that it is. */
  openPath(path: string, channel: Channel): void;
  stop(): Promise<void>;
}
