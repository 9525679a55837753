import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createNativeCrypto } from "../../engine/identity/native-crypto.ts";
import { servePage } from "../../engine/api/page-server.ts";
import { systemClock, systemRandom } from "../../engine/ports.ts";
import { pageFolder } from "../../engine/page-folder.ts";
import { becomeHost } from "../become-host.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError, type Output } from "../output.ts";

export interface AppOptions {
  readonly lan?: boolean;
  readonly signaling?: string;
  readonly open?: boolean;
}

/** The page that leads on is there for this long. */
const leadMs = 15_000;

/**
 * Asks the desktop to open the page; where there is none, the printed address does. The browser is given a file of the
 * user's own that leads on: the address itself holds the launch code, and every user can read a list of processes.
 */
async function openBrowser(url: string, dataFolder: string): Promise<void> {
  const file = join(dataFolder, "open.html");
  await rm(file, { force: true });
  await writeFile(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${url}">`, { mode: 0o600 });
  setTimeout(() => void rm(file, { force: true }), leadMs).unref();
  const [program, ...before] =
    process.platform === "darwin"
      ? ["open"]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", ""]
        : ["xdg-open"];
  if (program === undefined) return;
  const child = spawn(program, [...before, file], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

/** The owner's interface in the browser: a host, and its page on 127.0.0.1. Runs until it is told to stop. */
export async function app(options: AppOptions, dataFolder: string, output: Output): Promise<number> {
  const folder = pageFolder();
  if (folder === undefined) {
    throw new CliError(
      exitCodes.failed,
      "not-built",
      "The interface is not built. Run npm run build, or start with npm start.",
    );
  }
  const booted = await becomeHost({
    dataFolder,
    signalingUrl: options.signaling,
    lan: options.lan === true,
  });
  if (booted === "taken") {
    throw new CliError(
      exitCodes.failed,
      "taken",
      `Tandem runs already on ${dataFolder}. Use its window, or another --data.`,
    );
  }
  const page = await servePage({
    host: booted.host,
    folder,
    crypto: createNativeCrypto(),
    clock: systemClock,
    random: systemRandom,
  });
  const url = page.launchUrl();
  if (options.lan === true) {
    output.note(
      "Offered on the local network without TLS: others on it could change the page guests are sent.",
    );
  }
  output.say({ event: "open", url, signaling: booted.host.signaling.url }, `Tandem is open at ${url}`);
  if (options.open !== false && process.stdout.isTTY) await openBrowser(url, dataFolder);
  // A line on standard input (Enter) prints a fresh address: each one opens the page once.
  process.stdin.on("data", () => output.say({ event: "open", url: page.launchUrl() }, page.launchUrl()));
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  page.dispose();
  await booted.stop();
  return exitCodes.done;
}
