import { copyFile, link, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Adapter } from "lowdb";
import { z } from "zod";
import { safeParse } from "../../shared/base/parse.ts";
import type { LinkId } from "../../shared/base/ids.ts";
import { linkIdSchema } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import {
  type HostKey,
  hostKeySchema,
  parseJson,
  publishedLinkSchema,
} from "../../shared/signaling/messages.ts";
import type { StoredLink } from "./store.ts";

export interface StoreContent {
  /** In the order of publishing. */
  readonly links: Map<LinkId, StoredLink>;
  /** Ids that still belong to somebody, in the order of withdrawing. */
  readonly withdrawn: Map<LinkId, { readonly host: HostKey; readonly atMs: number }>;
}

export interface StoreFileError {
  readonly code: "store-corrupt" | "store-newer" | "store-missing" | "store-unreadable";
  /** For people: names the file and its backup, says what to do. */
  readonly message: string;
}

const format = "tandem-signaling-store";
/** Raised when an older program could no longer read the file rightly; the older ones then leave it alone. */
const version = 1;

const headSchema = z.object({ format: z.literal(format), version: z.int().min(1) });

const fileSchema = z.strictObject({
  ...headSchema.shape,
  links: z.array(
    z.strictObject({
      ...publishedLinkSchema.shape,
      host: hostKeySchema,
      publishedAtMs: z.int(),
      uses: z.int().min(0),
      lastUseAtMs: z.int().nullable(),
    }),
  ),
  withdrawn: z.array(z.strictObject({ link: linkIdSchema, host: hostKeySchema, atMs: z.int() })),
});

export function backupOf(file: string): string {
  return `${file}.bak`;
}

function encode(content: StoreContent): string {
  const withdrawn = [...content.withdrawn].map(([id, { host, atMs }]) => ({ link: id, host, atMs }));
  const whole: z.input<typeof fileSchema> = {
    format,
    version,
    links: [...content.links.values()],
    withdrawn,
  };
  return `${JSON.stringify(whole)}\n`;
}

function decode(file: string, text: string): Result<StoreContent, StoreFileError> {
  const value = parseJson(text);
  const head = safeParse(headSchema, value);
  if (head.success && head.data.version > version) {
    const message =
      `${file} was written by a newer version of Tandem (format ${head.data.version}; this one knows ${version}). ` +
      "Nothing was changed. Update Tandem, or choose another data folder.";
    return err({ code: "store-newer", message });
  }
  const whole = safeParse(fileSchema, value);
  if (!whole.success) {
    const where =
      value === undefined
        ? "it is not valid JSON"
        : `at ${whole.error.issues[0]?.path.join(".") || "its top"}`;
    const message =
      `${file} is damaged (${where}). Nothing was changed. To go on with the state before the last change, ` +
      `put its backup ${backupOf(file)} in its place; to start empty, move both away.`;
    return err({ code: "store-corrupt", message });
  }
  return ok({
    links: new Map(whole.data.links.map((each) => [each.link, each])),
    withdrawn: new Map(whole.data.withdrawn.map(({ link: id, host, atMs }) => [id, { host, atMs }])),
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

/** The inode tells whether the file is still the one that was read or written here; undefined where there is none. */
async function identityOf(file: string): Promise<bigint | undefined> {
  try {
    return (await stat(file, { bigint: true })).ino;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * A lowdb adapter that survives a crash at any moment: temporary file, fsync, rename, fsync of the folder; the state
 * before stays as the backup. A file that cannot be read is never written over.
 */
export async function openStoreFile(
  file: string,
): Promise<
  Result<{ readonly content: StoreContent; readonly adapter: Adapter<StoreContent> }, StoreFileError>
> {
  const backup = backupOf(file);
  let content: StoreContent = { links: new Map(), withdrawn: new Map() };
  let identity: bigint | undefined;
  try {
    identity = await identityOf(file);
    if (identity !== undefined) {
      const decoded = decode(file, await readFile(file, "utf8"));
      if (!decoded.ok) return decoded;
      content = decoded.value;
    } else if ((await identityOf(backup)) !== undefined) {
      const message =
        `${file} is missing, but its backup ${backup} is there. Put the backup in its place to go on ` +
        "with what it holds, or move it away to start empty.";
      return err({ code: "store-missing", message });
    }
  } catch (error) {
    const message =
      `${file} cannot be read (${codeOf(error)}). Nothing was changed. ` +
      "Check that it and its folder belong to the user who runs this, or choose another data folder.";
    return err({ code: "store-unreadable", message });
  }

  const adapter: Adapter<StoreContent> = {
    read: () => Promise.resolve(content),
    async write(next) {
      const text = encode(next);
      // Two servers on one file would undo each other's promises.
      if ((await identityOf(file)) !== identity) throw new Error(`${file} was replaced by another program`);
      const temporary = `${file}.tmp`;
      const handle = await open(temporary, "w", 0o600);
      try {
        // The mode given to open does nothing for a file left over from a crash.
        await handle.chmod(0o600);
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (identity !== undefined) await keepBackup(file, backup);
      await rename(temporary, file);
      identity = await identityOf(file);
      await syncFolder(dirname(file));
    },
  };
  return ok({ content, adapter });
}

/** The file stays where it is meanwhile: at no moment are there only copies. */
async function keepBackup(file: string, backup: string): Promise<void> {
  const fresh = `${backup}.tmp`;
  await rm(fresh, { force: true });
  try {
    await link(file, fresh);
  } catch {
    // A file system without hard links.
    await copyFile(file, fresh);
  }
  await rename(fresh, backup);
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; NTFS journals renames itself.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
