import { toBase64url } from "../../../shared/base/bytes.ts";
import { createParticipantId, type SessionId } from "../../../shared/base/ids.ts";
import type { KeyPair, Random } from "../../../shared/base/ports.ts";
import type { Mode } from "../../../shared/events/mode.ts";
import type { EventOf } from "../../../shared/events/table.ts";
import type { JoinerScrollback, SessionType } from "../../../shared/events/terms.ts";
import { ownerPermissions } from "../../../shared/policy/capabilities.ts";
import type { Target } from "../targets/target.ts";

/** What a session is from its first entry on. */
export interface FirstEventOptions {
  readonly id: SessionId;
  readonly title: string;
  readonly ownerName: string;
  readonly mode: Mode;
  readonly sessionType: SessionType;
  readonly training?: EventOf<"session.started">["training"];
  readonly fourEyes: EventOf<"session.started">["fourEyes"];
  readonly joinerScrollback: JoinerScrollback;
  readonly recorded: boolean;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly startedAtMs: number;
  readonly target: Target;
  readonly identity: KeyPair;
  readonly random: Random;
}

/** The first entry of a session, with a fresh id for its owner. */
export function firstEvent(options: FirstEventOptions): EventOf<"session.started"> {
  const { target } = options;
  return {
    type: "session.started",
    session: options.id,
    title: options.title,
    target: { kind: target.kind, label: target.label },
    owner: {
      participant: createParticipantId(options.random),
      name: options.ownerName,
      key: toBase64url(options.identity.publicKey),
      permissions: ownerPermissions,
    },
    cols: options.size.cols,
    rows: options.size.rows,
    mode: options.mode,
    recorded: options.recorded,
    joinerScrollback: options.joinerScrollback,
    startedAtMs: options.startedAtMs,
    sessionType: options.sessionType,
    ...(options.training === undefined ? {} : { training: options.training }),
    fourEyes: options.fourEyes,
  };
}
