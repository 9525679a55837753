import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { safeStorage } from "electron";

export type StoredSecret =
  /** The system keeps secrets for this user; `value` is null where none was stored yet. */
  | { readonly sealed: true; readonly value: string | null }
  /** It does not; `reason` is a sentence for people. */
  | { readonly sealed: false; readonly reason: string };

/** One secret in a file that only the system's own keeper of secrets can open. */
export interface SecretStore {
  /** Rejects where the file is there and cannot be opened: it is not overwritten, since it may be another day. */
  read(): Promise<StoredSecret>;
  write(value: string): Promise<void>;
}

export function createSecretStore(file: string): SecretStore {
  return {
    async read() {
      const reason = await whyUnavailable();
      if (reason !== undefined) return { sealed: false, reason };
      const sealed = await readFile(file).catch((error: unknown) => {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
        throw error;
      });
      if (sealed === undefined) return { sealed: true, value: null };
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed);
      if (shouldReEncrypt) await replaceFile(file, await safeStorage.encryptStringAsync(result));
      return { sealed: true, value: result };
    },
    async write(value) {
      await replaceFile(file, await safeStorage.encryptStringAsync(value));
    },
  };
}

async function whyUnavailable(): Promise<string | undefined> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) {
    return "This system offers no place for secrets, so the identity key lies in a file that only you can read.";
  }
  // Then the "encryption" is by a password that is the same everywhere.
  if (process.platform === "linux" && safeStorage.getSelectedStorageBackend() === "basic_text") {
    return "No keyring is running, so the identity key lies in a file that only you can read.";
  }
  return undefined;
}

async function replaceFile(file: string, content: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.new`;
  await writeFile(fresh, content, { mode: 0o600, flush: true });
  await rename(fresh, file);
}
