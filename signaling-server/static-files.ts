import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

export interface StaticFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Packed when somebody first asks for it, then kept; absent for what is small, or packed already. */
  readonly gzipped?: () => Promise<Buffer>;
  readonly etag: string;
  /** Its name holds a hash of its content. */
  readonly immutable: boolean;
}

const types: ReadonlyMap<string, string> = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".mjs", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".json", "application/json; charset=utf-8"],
  [".webmanifest", "application/manifest+json"],
  [".txt", "text/plain; charset=utf-8"],
  [".svg", "image/svg+xml"],
  [".png", "image/png"],
  [".jpg", "image/jpeg"],
  [".ico", "image/x-icon"],
  [".woff2", "font/woff2"],
  [".woff", "font/woff"],
  [".wasm", "application/wasm"],
  [".mp3", "audio/mpeg"],
  [".ogg", "audio/ogg"],
]);

const compressible = new Set([
  ".html",
  ".js",
  ".mjs",
  ".css",
  ".json",
  ".svg",
  ".txt",
  ".wasm",
  ".webmanifest",
]);

/** What fits one packet gains nothing from being packed. */
const leastPackedBytes = 1_024;

/** The guest page with all its parts is a few MB; more than this is the wrong folder. */
const maxTotalBytes = 64 * 1_048_576;

/** Where the bundler puts what it names by its content. */
const hashedFolder = "assets/";

function packOnce(bytes: Buffer): () => Promise<Buffer> {
  let packed: Promise<Buffer> | undefined;
  return () => (packed ??= promisify(gzip)(bytes));
}

/**
 * Reads a folder's files, by their path with `/` between. From memory, no request can reach a file that was not
 * there: no traversal, no link followed, nothing hidden. Throws where the folder cannot be read or is too large.
 */
export async function readStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  let totalBytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join("/");
    const extension = extname(name).toLowerCase();
    const type = types.get(extension);
    if (!entry.isFile() || type === undefined || name.split("/").some((part) => part.startsWith(".")))
      continue;
    const bytes = await readFile(path);
    totalBytes += bytes.length;
    if (totalBytes > maxTotalBytes) throw new Error(`${folder} holds more than a guest page`);
    const packs = compressible.has(extension) && bytes.length >= leastPackedBytes;
    files.set(name, {
      type,
      bytes,
      ...(packs ? { gzipped: packOnce(bytes) } : {}),
      etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
      immutable: name.startsWith(hashedFolder),
    });
  }
  return files;
}
