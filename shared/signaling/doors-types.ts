import type { LinkId } from "../base/ids.ts";
import type { Budget } from "./budget.ts";
import type { RelayCloseReason } from "./close-codes.ts";
import type {
  HostKey,
  HostRequest,
  LinkRefusal,
  Opened,
  PublishedLink,
  ServerToHost,
  openSchema,
} from "./messages.ts";
import type { z } from "zod";

export type Door = z.infer<typeof openSchema>["door"];

/** A host's connection. Its streams are numbered by the line; a number is never used again on it. */
export type Line =
  | { readonly phase: "challenged"; readonly address: string }
  | {
      readonly phase: "proved";
      readonly address: string;
      readonly host: HostKey;
      /** Stream → guest. */
      readonly streams: ReadonlyMap<number, number>;
      readonly nextStream: number;
      readonly requestsUnderWay: number;
    };
export type ProvedLine = Extract<Line, { phase: "proved" }>;

/** A guest's connection: says which link it wants, waits for the answer, is a stream. */
export type Guest =
  | { readonly phase: "waiting"; readonly address: string }
  | { readonly phase: "asking"; readonly address: string }
  | { readonly phase: "open"; readonly address: string; readonly line: number; readonly stream: number };

/** Who is connected and which stream belongs to whom. Lines and guests are numbered by whoever holds their sockets. */
export interface DoorsState {
  readonly lines: ReadonlyMap<number, Line>;
  readonly guests: ReadonlyMap<number, Guest>;
  /** Each proved host's one line. */
  readonly hosts: ReadonlyMap<HostKey, number>;
}

export const noDoors: DoorsState = { lines: new Map(), guests: new Map(), hosts: new Map() };

export interface DoorsRules {
  readonly streamsPerHost: number;
  readonly requestsUnderWay: number;
  readonly told: Budget;
}

/** What happened. Checks that take time (a signature, the store) are done outside and come back as inputs. */
export type DoorsInput =
  | { readonly type: "line.connected"; readonly line: number; readonly address: string }
  | { readonly type: "line.proved"; readonly line: number; readonly host: HostKey; readonly version: number }
  /** It ends for something it did. */
  | { readonly type: "line.failed"; readonly line: number; readonly reason: RelayCloseReason }
  | { readonly type: "line.asked"; readonly line: number; readonly request: HostRequest }
  | { readonly type: "line.gone"; readonly line: number }
  | { readonly type: "line.late"; readonly line: number }
  | { readonly type: "store.done"; readonly line: number; readonly request: number }
  | {
      readonly type: "store.refused";
      readonly line: number;
      readonly request: number;
      readonly code: LinkRefusal;
    }
  | {
      readonly type: "store.synced";
      readonly line: number;
      readonly request: number;
      readonly refused: readonly { readonly link: LinkId; readonly code: LinkRefusal }[];
    }
  | { readonly type: "guest.connected"; readonly guest: number; readonly address: string }
  | { readonly type: "guest.asked"; readonly guest: number; readonly link: LinkId; readonly door: Door }
  | {
      readonly type: "door.checked";
      readonly guest: number;
      readonly link: LinkId;
      readonly verdict: DoorVerdict;
    }
  /** It ends for something it did, or did not manage to do. */
  | { readonly type: "guest.failed"; readonly guest: number; readonly reason: RelayCloseReason }
  | { readonly type: "guest.gone"; readonly guest: number; readonly reason: RelayCloseReason }
  | { readonly type: "guest.late"; readonly guest: number };

export type DoorVerdict =
  | { readonly kind: "opens"; readonly host: HostKey }
  | { readonly kind: "does-not-open" }
  | { readonly kind: "store-failed" };

/** What must be done about it, in this order. */
export type DoorsOutput =
  | { readonly type: "line.send"; readonly line: number; readonly message: ServerToHost }
  /** After what is queued of the stream. */
  | {
      readonly type: "line.send-closed";
      readonly line: number;
      readonly stream: number;
      readonly reason: RelayCloseReason;
    }
  | { readonly type: "line.end"; readonly line: number; readonly reason: RelayCloseReason }
  | { readonly type: "guest.send"; readonly guest: number; readonly message: Opened }
  | { readonly type: "guest.end"; readonly guest: number; readonly reason: RelayCloseReason }
  | {
      readonly type: "store.put";
      readonly line: number;
      readonly host: HostKey;
      readonly request: number;
      readonly link: PublishedLink;
    }
  | {
      readonly type: "store.withdraw";
      readonly line: number;
      readonly host: HostKey;
      readonly request: number;
      readonly link: LinkId;
    }
  | {
      readonly type: "store.sync";
      readonly line: number;
      readonly host: HostKey;
      readonly request: number;
      readonly links: readonly PublishedLink[];
    }
  | { readonly type: "door.check"; readonly guest: number; readonly link: LinkId; readonly door: Door }
  | { readonly type: "link.used"; readonly link: LinkId }
  /** Counts against the address. */
  | { readonly type: "failure"; readonly by: "host" | "guest"; readonly address: string };

export interface DoorsStep {
  readonly state: DoorsState;
  readonly outputs: readonly DoorsOutput[];
}
