import { mkdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { boot, type Booted } from "../engine/boot.ts";
import type { HostOptions } from "../engine/host.ts";
import { createNativeCrypto } from "../engine/identity/native-crypto.ts";
import { openHostLog } from "../engine/host-log.ts";
import { pageFolder } from "../engine/page-folder.ts";
import { createLogger, systemClock, systemRandom } from "../engine/ports.ts";
import { exitCodes } from "./exit-codes.ts";
import { CliError } from "./output.ts";
import { version } from "../engine/version.ts";

export interface HostSettings {
  readonly dataFolder: string;
  readonly signalingUrl: string | undefined;
  readonly lan: boolean;
}

function ownerName(): string {
  try {
    return userInfo().username.slice(0, 60) || "owner";
  } catch {
    return "owner";
  }
}

/** The origin of a signaling server that was given by its address. */
function signalingOrigin(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url.origin;
  throw new CliError(
    exitCodes.usage,
    "bad-address",
    `${given} is not the address of a signaling server, such as https://tandem.example.`,
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new CliError(
      exitCodes.failed,
      "unusable",
      `${folder} cannot be made or used as a data folder (${reason}). Choose another with --data.`,
    );
  }
}

export const keepsSignaling = "The host that runs here already keeps its own signaling server.";

export function unanswered(dataFolder: string): CliError {
  return new CliError(
    exitCodes.unreachable,
    "no-host",
    `What listens in ${dataFolder} does not answer as a host. End it, or choose another folder with --data.`,
  );
}

/** What asking for `--lan` came to, since a host that runs already, or a server elsewhere, is not changed by it. */
export function lanNote({ url, embedded, lan }: HostOptions["signaling"]): string {
  if (!embedded)
    return `--lan changes nothing here: links lead to ${url}, not to the signaling server inside.`;
  return lan
    ? "Offered on the local network without TLS: others on it could change the page guests are sent."
    : "--lan changes nothing: the host that runs here already offers links on this machine alone. End it, then start again with --lan.";
}

/** Makes this process the host of the data folder. `taken`: another one is, and can be asked instead. */
export async function becomeHost(settings: HostSettings): Promise<Booted | "taken"> {
  const signalingUrl =
    settings.signalingUrl === undefined ? undefined : signalingOrigin(settings.signalingUrl);
  await makeFolder(settings.dataFolder);
  const pages = pageFolder();
  const booted = await boot({
    version,
    dataFolder: settings.dataFolder,
    ownerName: ownerName(),
    ...(signalingUrl === undefined ? {} : { signalingUrl }),
    lan: settings.lan,
    ...(pages === undefined ? {} : { pageFolder: pages }),
    crypto: createNativeCrypto(),
    clock: systemClock,
    random: systemRandom,
    logger: createLogger(openHostLog(join(settings.dataFolder, "host.log"))),
    env: process.env,
  });
  if (booted.ok) return booted.value;
  if (booted.error.code === "taken") return "taken";
  throw new CliError(exitCodes.failed, booted.error.code, booted.error.message);
}
