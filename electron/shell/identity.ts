import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { safeStorage } from "electron";
import { identityFiles } from "../engine/data-folder.ts";
import type { ToEngine } from "../engine/entry-messages.ts";

/**
 * What the engine is told of the identity in its folder. Rejects where a sealed one is there and cannot be opened:
 * neither is it overwritten nor another one made, since the keyring may be open tomorrow.
 */
export async function readIdentity(folder: string): Promise<ToEngine> {
  const file = join(folder, identityFiles.sealed);
  if (existsSync(join(folder, identityFiles.key))) return { type: "identity", seed: null, sealed: false };
  if (!existsSync(file)) return { type: "identity", seed: null, sealed: await isSealingWorthIt() };
  const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(await readFile(file));
  if (shouldReEncrypt) await sealIdentity(folder, result);
  return { type: "identity", seed: result, sealed: true };
}

export async function sealIdentity(folder: string, seed: string): Promise<void> {
  const file = join(folder, identityFiles.sealed);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, await safeStorage.encryptStringAsync(seed), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
}

async function isSealingWorthIt(): Promise<boolean> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
  // Without a keyring the "encryption" is by a password that is the same everywhere.
  return process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text";
}
