import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { toBase64url } from "../../../shared/base/bytes.ts";
import type { SessionId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { keyFingerprint } from "../../../shared/log/fingerprint.ts";
import type { hostCalls, HostCallName, HostErrorCode, Verdict } from "../../../shared/wire/host-api.ts";
import type { z } from "zod";
import type { Host, RunningSession } from "../create-host.ts";
import { listRecordings } from "../recorder/list.ts";
import { verifyFile } from "../recorder/verify-file.ts";

interface HostRefusal {
  readonly code: HostErrorCode;
  readonly message: string;
}

type Handler<Name extends HostCallName> = (
  host: Host,
  input: z.output<(typeof hostCalls)[Name]["input"]>,
) => Promise<Result<z.input<(typeof hostCalls)[Name]["output"]>, HostRefusal>>;

function withSession(host: Host, id: SessionId): Result<RunningSession, HostRefusal> {
  const found = host.find(id);
  return found === undefined
    ? err({ code: "no-such-session", message: `No session ${id} runs here. It may have ended.` })
    : ok(found);
}

/** Only files of the recordings folder: an owner's page names them, and a page could be made to name others. */
async function recordingPath(host: Host, path: string): Promise<string | undefined> {
  try {
    const folder = await realpath(host.recordingsFolder);
    const real = await realpath(join(folder, path.split(/[\\/]/).at(-1) ?? ""));
    return real.startsWith(folder + sep) && real.endsWith(".cast") ? real : undefined;
  } catch {
    return undefined;
  }
}

export const handlers: { readonly [Name in HostCallName]: Handler<Name> } = {
  "host.info": async ({ options, signaling }) =>
    ok({
      version: options.version,
      ownerName: options.ownerName,
      fingerprint: keyFingerprint(options.crypto, toBase64url(options.identity.publicKey)) ?? "",
      dataFolder: options.dataFolder,
      platform: process.platform,
      signaling,
    }),
  "session.start": async (host, input) => {
    const started = await host.start(input);
    if (!started.ok) return started;
    const { session, recordingPath } = started.value;
    return ok({ session: session.id, ...(recordingPath === undefined ? {} : { recording: recordingPath }) });
  },
  "session.list": async (host) => ok([...host.summaries()]),
  "session.call": async (host, { session, command, input }) => {
    const found = withSession(host, session);
    if (!found.ok) return found;
    const result = await found.value.session.callAsOwner(command, input);
    return result.ok
      ? ok({ seq: result.seq, ...(result.value === undefined ? {} : { value: result.value }) })
      : err({ code: "refused", message: result.message });
  },
  "session.state": async (host, { session }) => {
    const found = withSession(host, session);
    return found.ok ? ok(found.value.session.state) : found;
  },
  "link.share": async (host, { session, ...input }) => {
    const found = withSession(host, session);
    return found.ok ? host.links.share(found.value.session, input) : found;
  },
  "link.list": async (host, { session }) => {
    const found = withSession(host, session);
    return found.ok ? ok([...host.links.list(found.value.session)]) : found;
  },
  "recording.list": async (host) => {
    const listed = await listRecordings(host.recordingsFolder);
    if (!listed.ok) return err({ code: "internal-error", message: listed.error.message });
    const live = new Set(host.summaries().map((each) => each.recordingPath));
    return ok([
      ...listed.value.recordings.map(({ state: _state, ...each }) => ({
        ...each,
        live: live.has(each.path),
      })),
      ...listed.value.unreadable.map(({ path }) => ({ path, bytes: 0, live: false })),
    ]);
  },
  "recording.verify": async (host, input) => {
    const path = await recordingPath(host, input.path);
    if (path === undefined) return err({ code: "no-such-recording", message: "There is no such recording." });
    const found = await verifyFile(path, { crypto: host.options.crypto });
    if (!found.ok) return err({ code: "internal-error", message: found.error.message });
    return ok(toVerdict(found.value, toBase64url(host.options.identity.publicKey)));
  },
};

/** What verify found, as every face of the program tells it. */
export function toVerdict(
  found: Extract<Awaited<ReturnType<typeof verifyFile>>, { ok: true }>["value"],
  ownKey: string | undefined,
): Verdict {
  return {
    verdict: found.verdict,
    message: found.message,
    entries: found.entries,
    witnesses: found.witnessed === "unwitnessed" ? 0 : found.witnessed.length,
    ...(found.hostKey === undefined ? {} : { hostKey: found.hostKey, own: found.hostKey === ownKey }),
  };
}
