import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** What the folder of an installation holds of its identity: one of the first two, and always the third. */
export const identityFiles = {
  /** The seed, in a file only its owner reads. Where it is there, it is the identity. */
  key: "identity.key",
  /** The seed, which the desktop app alone can open, by the system's keyring. */
  sealed: "identity.sealed",
  /** The public key, to tell own recordings from others without opening either. */
  public: "identity.pub",
} as const;

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Where this user's installation keeps identity, recordings and signaling store: one folder for the desktop app and
 * the command line, so that they find each other's host.
 */
export function dataFolder(
  { platform, env, home }: Surroundings = { platform: process.platform, env: process.env, home: homedir() },
): string {
  const given = env["TANDEM_DATA"];
  if (given !== undefined && given !== "") return resolve(given);
  switch (platform) {
    case "darwin":
      return join(home, "Library", "Application Support", "Tandem");
    case "win32":
      return join(env["APPDATA"] || join(home, "AppData", "Roaming"), "Tandem");
    default: {
      const shared = env["XDG_DATA_HOME"] ?? "";
      // The specification has relative ones ignored.
      return join(isAbsolute(shared) ? shared : join(home, ".local", "share"), "tandem");
    }
  }
}
