import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromBase64url, toBase64url } from "../../../shared/base/bytes.ts";
import { createNativeCrypto } from "../../engine/identity/native-crypto.ts";
import { listRecordings } from "../../engine/recorder/list.ts";
import { verifyFile } from "../../engine/recorder/verify-file.ts";
import { toVerdict } from "../../engine/recordings.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError, type Output, plain, table } from "../output.ts";

const verdictExitCodes = { sealed: 0, altered: 1, unreadable: 2, "cut-off": 3 } as const;

/** This machine's own public key, where the data folder has one: to say "yours" or "another host's". */
async function ownKey(dataFolder: string): Promise<string | undefined> {
  const text = await readFile(join(dataFolder, "identity.key"), "utf8").catch(() => undefined);
  const seed = text === undefined ? undefined : fromBase64url(text.trim());
  return seed?.length === 32 ? toBase64url(createNativeCrypto().createEd25519(seed).publicKey) : undefined;
}

/** Verifies a file without any host or server; resolves with the exit code. */
export async function verify(
  dataFolder: string,
  path: string,
  options: { readonly hostKey?: string },
  output: Output,
): Promise<number> {
  const found = await verifyFile(path, {
    crypto: createNativeCrypto(),
    ...(options.hostKey === undefined ? {} : { expectedHostKey: options.hostKey }),
  });
  if (!found.ok) {
    const message = `${path}: ${found.error.message}`;
    output.say({ verdict: "unreadable", message }, message);
    return verdictExitCodes.unreadable;
  }
  const own = await ownKey(dataFolder);
  const verdict = toVerdict(found.value, own);
  output.say(
    { ...verdict, checkpoints: found.value.checkpoints, fingerprint: found.value.hostFingerprint },
    verdict.message,
  );
  if (!output.json && found.value.hostFingerprint !== undefined) {
    const whose = verdict.own === true ? "this installation's key" : "not this installation's key";
    output.say({}, `Signed by ${found.value.hostFingerprint} (${whose}).`);
  }
  return verdictExitCodes[verdict.verdict];
}

export async function recordings(dataFolder: string, output: Output): Promise<void> {
  const listed = await listRecordings(join(dataFolder, "recordings"));
  if (!listed.ok) throw new CliError(exitCodes.failed, listed.error.code, listed.error.message);
  const rows = [["STARTED", "LENGTH", "SIZE", "TITLE", "FILE"]];
  for (const each of listed.value.recordings) {
    output.say({ ...each, started: new Date(each.startedAtMs).toISOString() });
    const minutes = each.durationMs === undefined ? "open" : `${Math.ceil(each.durationMs / 60_000)} min`;
    const started = new Date(each.startedAtMs).toISOString().slice(0, 16).replace("T", " ");
    rows.push([started, minutes, `${Math.ceil(each.bytes / 1024)} KB`, plain(each.title ?? "-"), each.path]);
  }
  for (const each of listed.value.unreadable) {
    output.say({ path: each.path, unreadable: each.reason });
    rows.push(["-", "-", "-", `unreadable: ${each.reason}`, each.path]);
  }
  if (!output.json)
    process.stdout.write(rows.length === 1 ? "There are no recordings.\n" : `${table(rows)}\n`);
}
