import { join } from "node:path";
import { createNativeCrypto } from "../../engine/identity/native-crypto.ts";
import { createLogger, systemClock, systemRandom } from "../../engine/ports.ts";
import { runSignaling } from "../../engine/run-signaling.ts";
import { pageFolder } from "../../engine/page-folder.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError, type Output } from "../output.ts";
import { toldToEnd } from "../signals.ts";
import { version } from "../../engine/version.ts";

export interface ServerOptions {
  readonly port: number;
  readonly host: string;
  readonly publicUrl?: string;
  readonly trustProxy?: boolean;
}

/** A signaling server of its own; runs until it is told to stop. */
export async function server(options: ServerOptions, dataFolder: string, output: Output): Promise<number> {
  const { publicUrl, trustProxy } = options;
  const staticDir = pageFolder();
  const running = await runSignaling({
    dataFolder: join(dataFolder, "signaling"),
    port: options.port,
    host: options.host,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(trustProxy === undefined ? {} : { trustProxy }),
    ...(staticDir === undefined ? {} : { staticDir }),
    version,
    crypto: createNativeCrypto(),
    clock: systemClock,
    random: systemRandom,
    logger: createLogger(),
  });
  if (!running.ok) throw new CliError(exitCodes.failed, running.error.code, running.error.message);
  const { url, port } = running.value;
  const told = toldToEnd();
  output.say({ event: "ready", url, port }, `The signaling server answers at ${url}`);
  await told;
  await running.value.dispose();
  return exitCodes.done;
}
