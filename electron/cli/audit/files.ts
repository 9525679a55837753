import { createReadStream } from "node:fs";
import { join } from "node:path";
import type { SessionId } from "../../../shared/base/ids.ts";
import { type LogHeader, maxHeaderBytes } from "../../../shared/log/header.ts";
import { privatePathOf } from "../../engine/recorder/files.ts";
import { listRecordings } from "../../engine/recorder/list.ts";
import { recorderError } from "../../engine/recorder/recorder-error.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError } from "../output.ts";
import { ask, findHost } from "../reach-host.ts";
import { type AuditReader, type AuditReaderEvents, createAuditReader } from "./reader.ts";
import type { ToldAddress } from "./trail.ts";

/** Where a session is recorded: the running host says, else the recordings themselves do. */
export async function recordingOf(dataFolder: string, session: SessionId): Promise<string> {
  const host = await findHost(dataFolder);
  if (host !== undefined) {
    const running = (await ask(host, "session.list", {})).find((each) => each.id === session);
    host.dispose();
    if (running?.recordingPath !== undefined) return running.recordingPath;
  }
  const listed = await listRecordings(join(dataFolder, "recordings"));
  const found = listed.ok ? listed.value.recordings.find((each) => each.session === session) : undefined;
  if (found !== undefined) return found.path;
  throw new CliError(
    exitCodes.unreachable,
    "no-recording",
    `There is no recording of ${session} in ${dataFolder}.`,
  );
}

function unreadable(path: string, why: string): CliError {
  return new CliError(exitCodes.usage, "unreadable", `${path}: ${why}`);
}

async function feed(path: string, reader: AuditReader, mostBytes = Number.POSITIVE_INFINITY): Promise<void> {
  try {
    for await (const chunk of createReadStream(path, { end: mostBytes })) {
      if (chunk instanceof Uint8Array) reader.feed(chunk);
    }
  } catch (cause) {
    throw unreadable(path, recorderError(path, cause).message);
  }
}

const silent: AuditReaderEvents = { onEntry: () => {}, onDamage: () => {} };

async function readHeader(path: string): Promise<LogHeader> {
  const reader = createAuditReader(silent);
  await feed(path, reader, maxHeaderBytes);
  if (typeof reader.header === "object") return reader.header;
  throw unreadable(path, reader.header ?? "This is not a recording: its first line is not a header.");
}

/** The session of a recording that an audit trail can be made of. */
export async function readSession(path: string): Promise<SessionId> {
  const { tandem } = await readHeader(path);
  if (tandem.kind === "public") return tandem.session;
  throw unreadable(path, "This is the private companion of a recording. Give the recording itself.");
}

export function readEntries(path: string, heard: AuditReaderEvents): Promise<void> {
  return feed(path, createAuditReader(heard));
}

/** Where people came from, out of the private file of this session; undefined where that is not to be read beside. */
export async function readAddresses(
  path: string,
  session: SessionId,
): Promise<readonly ToldAddress[] | undefined> {
  const own = privatePathOf(path);
  const addresses: ToldAddress[] = [];
  try {
    const { tandem } = await readHeader(own);
    if (tandem.session !== session || tandem.kind !== "private") return undefined;
    await readEntries(own, {
      ...silent,
      onEntry: ({ event, ...place }) => {
        if (event.type === "participant.address") addresses.push({ ...place, event });
      },
    });
    return addresses;
  } catch (cause) {
    if (cause instanceof CliError) return undefined;
    throw cause;
  }
}
