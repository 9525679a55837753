import type { EventOf } from "../../../shared/events/table.ts";
import { createPeople, means, type People } from "./people.ts";
import type { ReadEntry } from "./reader.ts";
import { type AuditRow, auditRow } from "./row.ts";

/** Where somebody came from stands in the private file, where the public one says that they came. */
export type ToldAddress = Omit<ReadEntry, "event"> & { readonly event: EventOf<"participant.address"> };

export interface TrailOptions {
  /** In the private file's order; empty where that is not to be had. */
  readonly addresses: readonly ToldAddress[];
  readonly onRow: (row: AuditRow) => void;
}

/** Makes the audit trail out of a public recording's entries and what the private file adds. */
export interface Trail {
  readonly people: People;
  handle(entry: ReadEntry): void;
  end(): void;
}

type Place = Pick<ReadEntry, "epoch" | "elapsedMs">;

function isAfter(a: Place, b: Place): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.elapsedMs > b.elapsedMs);
}

export function createTrail({ addresses, onRow }: TrailOptions): Trail {
  const people = createPeople();
  let next = 0;
  /** The time of the public file: the private one tells of no clock that jumped. */
  let wallOffsetMs: number | undefined;

  /** The last one told by then; the first where all came later: both files are written in the same moment. */
  const fromOf = (entry: ReadEntry): string | undefined => {
    const { event } = entry;
    if (
      event.type !== "join.requested" &&
      event.type !== "participant.joined" &&
      event.type !== "participant.connected"
    )
      return undefined;
    const own = addresses.filter((each) => each.event.participant === event.participant);
    const told = own.findLast((each) => !isAfter(each, entry)) ?? own[0];
    return told === undefined ? undefined : `${told.event.address} (told by the ${told.event.toldBy})`;
  };

  const emit = (entry: ReadEntry) => {
    const row = auditRow(entry, people);
    if (row === undefined) return;
    const from = fromOf(entry);
    onRow(from === undefined ? row : { ...row, from });
  };

  /** Those told before this place. */
  const emitAddresses = (before: Place | undefined) => {
    for (let told = addresses[next]; told !== undefined; told = addresses[next]) {
      if (before !== undefined && !isAfter(before, told)) return;
      next += 1;
      emit(wallOffsetMs === undefined ? told : { ...told, wallOffsetMs });
    }
  };

  return {
    people,
    handle(entry) {
      emitAddresses(entry);
      ({ wallOffsetMs } = entry);
      people.handle(entry.event);
      emit(entry);
    },
    end: () => emitAddresses(undefined),
  };
}

export interface Wanted {
  readonly who?: string;
  /** An audit name or an event's, in whatever case. */
  readonly event?: string;
}

export function isWanted({ audit, event, concerns }: AuditRow, wanted: Wanted): boolean {
  const name = wanted.event?.toLowerCase();
  if (name !== undefined && audit.toLowerCase() !== name && event.toLowerCase() !== name) return false;
  const { who } = wanted;
  return who === undefined || concerns.some((each) => means(who, each));
}
