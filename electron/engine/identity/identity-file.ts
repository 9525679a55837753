import { existsSync } from "node:fs";
import { chmod, mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { fromBase64url, toBase64url } from "../../../shared/base/bytes.ts";
import type { Crypto, KeyPair } from "../../../shared/base/ports.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { identityFiles } from "../data-folder.ts";

/**
 * This installation's Ed25519 key: 32 bytes of seed in base64url, in a file only its owner reads. Made on first use.
 * A file that cannot be read as a key is left alone and said so: a new key would make every link and recording of the
 * old one somebody else's. So would one beside a key that only the desktop app can open.
 */
export async function loadIdentity(dataFolder: string, crypto: Crypto): Promise<Result<KeyPair, string>> {
  const path = join(dataFolder, identityFiles.key);
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return undefined;
      throw cause;
    });
    if (text !== undefined) {
      const seed = fromBase64url(text.trim());
      if (seed?.length !== 32) {
        return err(
          `${path} does not hold a key. Restore it from a backup, or move it away to start with a new identity.`,
        );
      }
      await chmod(path, 0o600);
      return ok(crypto.createEd25519(seed));
    }
    if (existsSync(join(dataFolder, identityFiles.sealed))) {
      return err(
        `The identity of ${dataFolder} is sealed in this system's keyring, which only the desktop app opens. ` +
          "Start Tandem's window first: commands then use its host. Or choose another folder with --data.",
      );
    }
    const identity = crypto.createEd25519();
    const fresh = `${path}.new`;
    const handle = await open(fresh, "w", 0o600);
    await handle.writeFile(`${toBase64url(identity.privateKey)}\n`);
    await handle.sync();
    await handle.close();
    await rename(fresh, path);
    return ok(identity);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    return err(
      `The identity key in ${dataFolder} cannot be read or made (${reason}). Check the folder's permissions.`,
    );
  }
}
