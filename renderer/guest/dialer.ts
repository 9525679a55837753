import type { Result } from "../../shared/base/result.ts";
import type { Connection } from "../../shared/channel/connection.ts";
import type { Joining } from "../../shared/client/guest-dial.ts";
import type { Closing } from "../../shared/client/status.ts";
import type { Greeting } from "../../shared/wire/messages.ts";

/** What the host said of the session, and who it proved to be. */
export interface Welcome extends Greeting {
  /** The host's key as people compare it: shared/log/fingerprint.ts. */
  readonly hostFingerprint: string;
}

/** A guest's way in. The identity is the page's own and lives as long as the page. */
export interface GuestDialer {
  /** What a joiner decides by. The line is closed again: a person may take their time. */
  look(): Promise<Result<Welcome, Closing>>;
  join(joining: Joining): Promise<Result<Connection, Closing>>;
}
