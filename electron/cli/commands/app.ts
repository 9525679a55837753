import { spawn } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createNativeCrypto } from "../../engine/identity/native-crypto.ts";
import type { Host, HostOptions } from "../../engine/host.ts";
import { relayToHost } from "../../engine/local-relay.ts";
import { servePage } from "../../engine/api/page-server.ts";
import { systemClock, systemRandom } from "../../engine/ports.ts";
import { pageFolder } from "../../engine/page-folder.ts";
import { becomeHost, keepsSignaling, lanNote, unanswered } from "../become-host.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError, type Output } from "../output.ts";
import { ask, findHost } from "../reach-host.ts";
import { toldToEnd } from "../signals.ts";

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

/** A host that pages can be shown of, in this process or another. */
interface Shown {
  readonly openPath: Host["openPath"];
  readonly signaling: HostOptions["signaling"];
  /** Another process's host has ended: there is nothing left to show. */
  readonly gone: Promise<"gone">;
  stop(): Promise<void>;
}

/** This process becomes the host; where one runs on the folder already, pages are brought to that one. */
async function showHost(options: AppOptions, dataFolder: string, output: Output): Promise<Shown> {
  const booted = await becomeHost({
    dataFolder,
    signalingUrl: options.signaling,
    lan: options.lan === true,
  });
  if (booted !== "taken") {
    const { host, stop } = booted;
    return { openPath: host.openPath, signaling: host.signaling, gone: new Promise(() => {}), stop };
  }
  const other = await findHost(dataFolder);
  if (other === undefined) throw unanswered(dataFolder);
  const { signaling } = await ask(other, "host.info", {});
  output.note("Tandem runs here already, so this address shows its sessions.");
  if (options.signaling !== undefined) output.note(keepsSignaling);
  return {
    openPath: relayToHost(dataFolder, systemClock, () => {}),
    signaling,
    gone: new Promise((resolve) => void other.onClose(() => resolve("gone"))),
    stop: () => Promise.resolve(other.dispose()),
  };
}

/** The owner's interface in the browser: a page on 127.0.0.1. Runs until it is told to stop, or its host has ended. */
export async function app(options: AppOptions, dataFolder: string, output: Output): Promise<number> {
  const folder = pageFolder();
  if (folder === undefined) {
    throw new CliError(
      exitCodes.failed,
      "not-built",
      "The interface is not built. Run npm run build, or start with npm start.",
    );
  }
  const shown = await showHost(options, dataFolder, output);
  const page = await servePage({
    host: shown,
    folder,
    crypto: createNativeCrypto(),
    clock: systemClock,
    random: systemRandom,
  });
  const told = toldToEnd().then(() => "told" as const);
  const url = page.launchUrl();
  if (options.lan === true) output.note(lanNote(shown.signaling));
  output.say({ event: "open", url, signaling: shown.signaling.url }, `Tandem is open at ${url}`);
  if (options.open !== false && process.stdout.isTTY) await openBrowser(url, dataFolder);
  // A line on standard input (Enter) prints a fresh address: each one opens the page once.
  process.stdin.on("data", () => output.say({ event: "open", url: page.launchUrl() }, page.launchUrl()));
  const end = await Promise.race([told, shown.gone]);
  page.dispose();
  await shown.stop();
  if (end === "told") return exitCodes.done;
  output.note("The host that ran here has ended. Start again to have one of your own.");
  return exitCodes.unreachable;
}
