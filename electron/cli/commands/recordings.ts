import { join } from "node:path";
import { createNativeCrypto } from "../../engine/identity/native-crypto.ts";
import { readPublicKey } from "../../engine/identity/public-key-file.ts";
import { listRecordings } from "../../engine/recorder/list.ts";
import { verifyRecordingFile } from "../../engine/recorder/verify-file.ts";
import { toVerdict } from "../../engine/recordings.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError, type Output, plain, table } from "../output.ts";

const verdictExitCodes = { sealed: 0, altered: 1, unreadable: 2, "cut-off": 3 } as const;

/** Verifies a file, and its private companion beside it, without any host or server; resolves with the exit code. */
export async function verify(
  dataFolder: string,
  path: string,
  options: { readonly hostKey?: string },
  output: Output,
): Promise<number> {
  const crypto = createNativeCrypto();
  const found = await verifyRecordingFile(path, {
    crypto,
    ...(options.hostKey === undefined ? {} : { expectedHostKey: options.hostKey }),
  });
  if (!found.ok) {
    const message = `${path}: ${found.error.message}`;
    output.say({ verdict: "unreadable", message }, message);
    return verdictExitCodes.unreadable;
  }
  const { public: shown, private: hidden } = found.value;
  const verdict = toVerdict(found.value, await readPublicKey(dataFolder, crypto));
  output.say(
    {
      ...verdict,
      checkpoints: shown.checkpoints,
      fingerprint: shown.hostFingerprint,
      ...(hidden === undefined
        ? {}
        : { private: { verdict: hidden.verdict, message: hidden.message, entries: hidden.entries } }),
    },
    shown.message,
  );
  if (output.json) return verdictExitCodes[verdict.verdict];
  if (hidden !== undefined) output.say({}, `Its private companion: ${hidden.message}`);
  if (shown.hostFingerprint !== undefined) {
    const whose = verdict.own === true ? "this installation's key" : "not this installation's key";
    output.say({}, `Signed by ${shown.hostFingerprint} (${whose}).`);
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
  if (!output.json) output.print(rows.length === 1 ? "There are no recordings.\n" : `${table(rows)}\n`);
}
