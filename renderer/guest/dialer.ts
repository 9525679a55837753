import type { Result } from "../../shared/base/result.ts";
import type { Connection } from "../../shared/channel/connection.ts";
import type { Closing } from "../../shared/client/status.ts";
import type { Greeting, Position } from "../../shared/wire/messages.ts";

/** What the host said of the session, and who it proved to be. */
export interface Welcome extends Greeting {
  /** First 16 hex digits of SHA-256 of the host's key, in groups of four. */
  readonly hostFingerprint: string;
}

export interface Joiner {
  readonly name: string;
  readonly acceptedRecording: boolean;
  readonly resume: Position | undefined;
}

/** A guest's way in. The identity is the page's own and lives as long as the page. */
export interface GuestDialer {
  /** What a joiner decides by. */
  look(): Promise<Result<Welcome, Closing>>;
  /** Goes on where `look` stopped if that line is still open, or makes a new one. */
  join(joiner: Joiner): Promise<Result<Connection, Closing>>;
  /** Gives up a line that only looked. */
  dispose(): void;
}
