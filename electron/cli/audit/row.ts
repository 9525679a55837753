import { events } from "../../../shared/events/table.ts";
import { detailsOf, whatOf } from "./details.ts";
import type { People, Somebody } from "./people.ts";
import type { ReadEntry } from "./reader.ts";

/** One entry of the audit trail. */
export interface AuditRow {
  readonly seq: number;
  readonly atMs: number;
  /** Its name in the audit trail. */
  readonly audit: string;
  readonly event: string;
  /** Absent where it came about by itself. */
  readonly who?: Somebody;
  /** Everybody it names, whoever did it too. */
  readonly concerns: readonly Somebody[];
  /** The event's own fields, but for those told apart. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly what: string;
  readonly how?: string;
  readonly why?: string;
  /** The address they came from, and who says so. */
  readonly from?: string;
}

/** Audit names that stand for several events: the row says which. */
const shared: ReadonlySet<string | null> = new Set(
  Object.values(events)
    .map(({ audit }) => audit)
    .filter((audit, i, all) => all.indexOf(audit) !== i),
);

/** Kept by newer hosts; this program does not know what it says. */
const unknownAudit = "UNKNOWN";

type Event = ReadEntry["event"];

/** How it was approved. */
function howOf(event: Event, people: People): string | undefined {
  if (event.type === "control.granted") return `via ${event.via}`;
  if (event.type !== "participant.joined") return undefined;
  const { approval } = event;
  switch (approval.method) {
    case "link":
      return "by the link";
    case "owner":
      return "as owner";
    case "person":
      return `by ${people.find(approval.by)?.name ?? approval.by}`;
  }
}

function whyOf(event: Event): string | undefined {
  const said = [
    "why" in event ? event.why : undefined,
    "reason" in event ? event.reason : undefined,
    "message" in event ? event.message : undefined,
  ].filter((each) => each !== undefined);
  return said.length === 0 ? undefined : said.join(": ");
}

/** The row of an entry; undefined where it is none of the audit trail's. `people` has learnt of it. */
export function auditRow(
  { seq, elapsedMs, wallOffsetMs, event }: ReadEntry,
  people: People,
): AuditRow | undefined {
  const audit = event.type === "unknown" ? unknownAudit : events[event.type].audit;
  if (audit === null) return undefined;
  const who = people.actorOf(event);
  const how = howOf(event, people);
  const why = whyOf(event);
  const details = detailsOf(event);
  const said = whatOf(details, people, who);
  const concerns = [...new Set(JSON.stringify(event).match(/PAR-[A-Z2-7]{8}/g))].flatMap(
    (id) => people.find(id) ?? [],
  );
  return {
    seq,
    atMs: Math.round(wallOffsetMs + elapsedMs),
    audit,
    event: event.type === "unknown" ? event.name : event.type,
    ...(who === undefined ? {} : { who }),
    concerns: who === undefined ? concerns : [who, ...concerns],
    details,
    what: shared.has(audit) ? `${event.type}: ${said}` : said,
    ...(how === undefined ? {} : { how }),
    ...(why === undefined ? {} : { why }),
  };
}
