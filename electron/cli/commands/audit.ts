import { sessionIdSchema } from "../../../shared/base/ids.ts";
import { events } from "../../../shared/events/table.ts";
import { readAddresses, readEntries, readSession, recordingOf } from "../audit/files.ts";
import { headOf, printed, type Style } from "../audit/print.ts";
import { createTrail, isWanted, type Wanted } from "../audit/trail.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError, type Output, plain } from "../output.ts";

export interface AuditOptions extends Wanted {
  readonly csv?: boolean;
}

function checkName(text: string): void {
  const named = text.toLowerCase();
  const all = Object.entries(events).flatMap(([type, { audit }]) =>
    audit === null ? [] : [{ type, audit }],
  );
  if (all.some(({ type, audit }) => type === named || audit.toLowerCase() === named)) return;
  const there = [...new Set(all.map(({ audit }) => audit))].join(", ");
  throw new CliError(
    exitCodes.usage,
    "no-such-event",
    `There is no event ${plain(text)}. There are: ${there}.`,
  );
}

/** Prints the audit trail of a recording, or of a session that is being recorded; resolves with the exit code. */
export async function audit(
  dataFolder: string,
  what: string,
  options: AuditOptions,
  output: Output,
): Promise<number> {
  const { who, event, csv } = options;
  if (event !== undefined) checkName(event);
  const named = sessionIdSchema.safeParse(what.toUpperCase());
  const path = named.success ? await recordingOf(dataFolder, named.data) : what;
  const addresses = await readAddresses(path, await readSession(path));
  // `tandem audit … | head` has read enough.
  process.stdout.on("error", () => process.exit(exitCodes.done));

  const style: Style = csv === true ? "csv" : output.json ? "json" : "lines";
  process.stdout.write(headOf(style));
  const trail = createTrail({
    addresses: addresses ?? [],
    onRow: (row) => {
      if (isWanted(row, options)) process.stdout.write(printed(row, style));
    },
  });
  let damaged = 0;
  await readEntries(path, {
    onEntry: trail.handle,
    onDamage: (seq, why) => {
      damaged += 1;
      output.note(`Entry ${seq} cannot be read: ${plain(why)}. tandem verify tells more.`);
    },
  });
  trail.end();
  if (addresses === undefined)
    output.note("Addresses are left out: the private file is not to be read beside this one.");
  if (who !== undefined && !trail.people.knew(who))
    throw new CliError(exitCodes.failed, "no-such-participant", `Nobody called ${plain(who)} is in it.`);
  return damaged > 0 ? exitCodes.failed : exitCodes.done;
}
