import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { toBase64url } from "../../shared/base/bytes.ts";
import type { Crypto } from "../../shared/base/ports.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { RecordingSummary, SessionSummary, Verdict } from "../../shared/wire/host-api.ts";
import { listRecordings } from "./recorder/list.ts";
import { type BothVerifications, verifyRecordingFile } from "./recorder/verify-file.ts";

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

/** From what is as it should be to what is worst. */
const verdictsByGravity = ["sealed", "cut-off", "unreadable", "altered"] as const;

/**
 * What verifying found, as every face of the program tells it: of both files the graver, and a word of the private one
 * where it is not in order. ownKey: this installation's, base64url.
 */
export function toVerdict(
  { public: found, private: hidden }: BothVerifications,
  ownKey: string | undefined,
): Verdict {
  const verdict = verdictsByGravity.findLast((each) => each === found.verdict || each === hidden?.verdict);
  const inOrder = hidden === undefined || hidden.verdict === found.verdict;
  return {
    verdict: verdict ?? found.verdict,
    message: inOrder ? found.message : `${found.message} Its private companion: ${hidden.message}`,
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
  const found = await verifyRecordingFile(path, { crypto });
  return found.ok ? ok(toVerdict(found.value, toBase64url(ownKey))) : err(found.error.message);
}
