import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { toBase64url } from "../../shared/base/bytes.ts";
import type { Crypto } from "../../shared/base/ports.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Verification } from "../../shared/log/verify.ts";
import type { RecordingSummary, SessionSummary, Verdict } from "../../shared/wire/host-api.ts";
import { listRecordings } from "./recorder/list.ts";
import { verifyFile } from "./recorder/verify-file.ts";

/** Only files of the folder: an owner's page names them, and a page could be made to name others. */
export async function findRecording(folder: string, name: string): Promise<string | undefined> {
  try {
    const real = await realpath(join(await realpath(folder), name.split(/[\\/]/).at(-1) ?? ""));
    return real.startsWith((await realpath(folder)) + sep) && real.endsWith(".cast") ? real : undefined;
  } catch {
    return undefined;
  }
}

/** What the folder holds, and which of it is still being written by a session of this host. */
export async function listOwnRecordings(
  folder: string,
  sessions: readonly SessionSummary[],
): Promise<Result<readonly RecordingSummary[], string>> {
  const listed = await listRecordings(folder);
  if (!listed.ok) return err(listed.error.message);
  const live = new Set(sessions.map((each) => each.recordingPath));
  return ok([
    ...listed.value.recordings.map(({ state: _state, ...each }) => ({ ...each, live: live.has(each.path) })),
    ...listed.value.unreadable.map(({ path }) => ({ path, bytes: 0, live: false })),
  ]);
}

/** What verifying found, as every face of the program tells it. ownKey: this installation's, base64url. */
export function toVerdict(found: Verification, ownKey: string | undefined): Verdict {
  return {
    verdict: found.verdict,
    message: found.message,
    entries: found.entries,
    witnesses: found.witnessed === "unwitnessed" ? 0 : found.witnessed.length,
    ...(found.hostKey === undefined ? {} : { hostKey: found.hostKey, own: found.hostKey === ownKey }),
  };
}

export async function verifyRecording(
  path: string,
  crypto: Crypto,
  ownKey: Uint8Array,
): Promise<Result<Verdict, string>> {
  const found = await verifyFile(path, { crypto });
  return found.ok ? ok(toVerdict(found.value, toBase64url(ownKey))) : err(found.error.message);
}
