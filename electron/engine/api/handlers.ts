import { toBase64url } from "../../../shared/base/bytes.ts";
import type { SessionId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { RefusalCode } from "../../../shared/commands/refusals.ts";
import { keyFingerprint } from "../../../shared/log/fingerprint.ts";
import type { hostCalls, HostCallName, HostErrorCode } from "../../../shared/wire/host-api.ts";
import type { z } from "zod";
import type { Host, RunningSession } from "../host.ts";

interface HostRefusal {
  /** Of a session's own refusals the code is the rule or the fact itself. */
  readonly code: HostErrorCode | RefusalCode;
  readonly message: string;
}

type Handler<Name extends HostCallName> = (
  host: Host,
  input: z.output<(typeof hostCalls)[Name]["input"]>,
) => Promise<Result<z.input<(typeof hostCalls)[Name]["output"]>, HostRefusal>>;

function withSession(host: Host, id: SessionId): Result<RunningSession, HostRefusal> {
  const found = host.find(id);
  return found === undefined ? noSuchSession(id) : ok(found);
}

function noSuchSession(id: SessionId): Result<never, HostRefusal> {
  return err({ code: "no-such-session", message: `No session ${id} runs here. It may have ended.` });
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
      : err({ code: result.code, message: result.message });
  },
  "session.state": async (host, { session }) => {
    const state = host.stateOf(session);
    return state === undefined ? noSuchSession(session) : ok(state);
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
    const listed = await host.recordings();
    return listed.ok ? ok([...listed.value]) : err({ code: "internal-error", message: listed.error });
  },
  "recording.verify": async (host, { path }) => {
    const found = await host.verify(path);
    if (found === undefined)
      return err({ code: "no-such-recording", message: "There is no such recording." });
    return found.ok ? found : err({ code: "internal-error", message: found.error });
  },
};
