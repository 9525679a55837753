import { open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Random } from "../../../shared/base/ports.ts";
import type { LogHeader } from "../../../shared/log/header.ts";

/** Recordings are for the owner's eyes. */
export const fileMode = 0o600;
export const folderMode = 0o700;

const suffixes = { public: ".cast", private: ".private.cast" } as const;

/** `2026-01-31-SES-….cast` and, beside it, `….private.cast`; the date is the header's, in UTC. */
export function recordingPath(folder: string, header: LogHeader): string {
  const day = new Date(header.timestamp * 1000).toISOString().slice(0, 10);
  return join(folder, `${day}-${header.tandem.session}${suffixes[header.tandem.kind]}`);
}

/** The private file of a public one. */
export function privatePathOf(path: string): string {
  return path.replace(/\.cast$/, suffixes.private);
}

/** The public file of a private one, by its name; undefined for a name that says no such thing. */
export function publicPathOf(path: string): string | undefined {
  if (!path.endsWith(suffixes.private)) return undefined;
  return `${path.slice(0, -suffixes.private.length)}${suffixes.public}`;
}

export function isPublicRecording(name: string): boolean {
  return name.endsWith(suffixes.public) && !name.endsWith(suffixes.private);
}

const reserveSuffix = ".reserve";

export function reservePathOf(path: string): string {
  return `${path}${reserveSuffix}`;
}

const reserveName = /^\d{4}-\d\d-\d\d-SES-[A-Z2-7]{16}(?:\.private)?\.cast\.reserve$/;

/** The name of the recording that a file of this name is the reserve of; undefined for every other file. */
export function recordingOfReserve(name: string): string | undefined {
  return reserveName.test(name) ? name.slice(0, -reserveSuffix.length) : undefined;
}

/** Longer than the records file systems compress, so that repeating it saves them nothing. */
const blockBytes = 1_048_576;

/**
 * Takes disk space that is given back when the disk is full; random bytes, since zeros take none on file systems that
 * compress. Replaces a reserve that a crash left behind.
 */
export async function createReserve(path: string, bytes: number, random: Random): Promise<void> {
  await rm(reservePathOf(path), { force: true });
  const handle = await open(reservePathOf(path), "wx", fileMode);
  try {
    const block = random.bytes(Math.min(bytes, blockBytes));
    for (let left = bytes; left > 0; left -= block.length) await handle.writeFile(block.subarray(0, left));
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

export async function freeReserve(path: string): Promise<void> {
  await rm(reservePathOf(path), { force: true });
}

/** Makes a new file's name as durable as its content. Windows has no way to ask for it, and needs none. */
export async function syncFolderOf(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(dirname(path), "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
