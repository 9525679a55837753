import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromBase64url, toBase64url } from "../../../shared/base/bytes.ts";
import type { Crypto } from "../../../shared/base/ports.ts";
import { identityFiles } from "../data-folder.ts";

/** 32 bytes in base64url; undefined where the file is not there or holds something else. */
async function readKey(path: string): Promise<Uint8Array | undefined> {
  const key = fromBase64url((await readFile(path, "utf8").catch(() => "")).trim());
  return key?.length === 32 ? key : undefined;
}

/** This installation's public key, base64url, wherever its secret half is kept; undefined before its first host. */
export async function readPublicKey(
  dataFolder: string,
  crypto: Pick<Crypto, "createEd25519">,
): Promise<string | undefined> {
  const seed = await readKey(join(dataFolder, identityFiles.key));
  const key =
    seed === undefined
      ? await readKey(join(dataFolder, identityFiles.public))
      : crypto.createEd25519(seed).publicKey;
  return key === undefined ? undefined : toBase64url(key);
}

/** Writes it beside the secret half. Without it only `verify` knows less, so a disk that takes nothing stops no host. */
export async function keepPublicKey(dataFolder: string, key: Uint8Array): Promise<void> {
  const path = join(dataFolder, identityFiles.public);
  const kept = await readKey(path);
  if (kept !== undefined && toBase64url(kept) === toBase64url(key)) return;
  await writeFile(`${path}.new`, `${toBase64url(key)}\n`, { mode: 0o600 })
    .then(() => rename(`${path}.new`, path))
    .catch(() => {});
}
