import { toBase64url } from "../../../shared/base/bytes.ts";
import { createSessionId, type SessionId } from "../../../shared/base/ids.ts";
import type { Clock, Crypto, KeyPair, Logger, Random } from "../../../shared/base/ports.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { defaultMaxParticipants, type Mode } from "../../../shared/events/terms.ts";
import { encodeHeader, type LogHeader, logFormat } from "../../../shared/log/header.ts";
import { widthTable } from "../../../shared/vt/width.ts";
import type { HostErrorCode, startInputSchema } from "../../../shared/wire/host-api.ts";
import type { z } from "zod";
import { createRecorder } from "../recorder/recorder.ts";
import { createScreen } from "../screen/create-screen.ts";
import { createTarget, targetSpecSchema } from "../targets/create-target.ts";
import type { Egress } from "./egress.ts";
import { type LogStore, noLogStore } from "./log-store.ts";
import { createRecordingStore } from "./recording-store.ts";
import { createSession, passThrough, screenMarks, type Session } from "./session.ts";

export interface StartContext {
  readonly recordingsFolder: string;
  readonly ownerName: string;
  readonly identity: KeyPair;
  readonly egress: Egress;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface StartError {
  readonly code: HostErrorCode;
  readonly message: string;
}

export interface Started {
  readonly session: Session;
  readonly recordingPath: string | undefined;
}

/** The first epoch of a session; a host that takes one up again counts on. */
const firstEpoch = 1;

function modeOf(input: z.output<typeof startInputSchema>): Mode {
  const max_participants = input.maxParticipants ?? defaultMaxParticipants[input.mode];
  return input.mode === "view_only"
    ? { name: "view_only", max_participants }
    : { name: "interactive", input_merge_mode: "interleaved", max_participants };
}

async function openStore(
  context: StartContext,
  headers: { readonly public: LogHeader; readonly private: LogHeader },
): Promise<Result<{ readonly store: LogStore; readonly path: string }, StartError>> {
  const options = { ...context, folder: context.recordingsFolder };
  const open = await createRecorder({ ...options, header: headers.public });
  if (!open.ok) return err({ code: "recording-unwritable", message: open.error.message });
  const hidden = await createRecorder({ ...options, header: headers.private });
  if (!hidden.ok) {
    await open.value.close();
    return err({ code: "recording-unwritable", message: hidden.error.message });
  }
  return ok({
    store: createRecordingStore({ public: open.value, private: hidden.value }),
    path: open.value.path,
  });
}

/** Opens recording, screen and target, in this order, and puts a session around them. What fails undoes the rest. */
export async function startSession(
  input: z.output<typeof startInputSchema>,
  context: StartContext,
): Promise<Result<Started, StartError>> {
  const { clock, random } = context;
  const id: SessionId = createSessionId(random);
  const { kind, argv, cwd } = input.target;
  const place = { cols: input.cols, rows: input.rows, ...(cwd === undefined ? {} : { cwd }) };
  const spec = targetSpecSchema.safeParse(
    kind === "ssh" || kind === "command" ? { kind, argv, ...place } : { kind, ...place },
  );
  if (!spec.success) {
    return err({
      code: "malformed",
      message: `${kind} cannot be started like this: ${spec.error.issues[0]?.message ?? "its words are not valid"}.`,
    });
  }
  const target = createTarget(spec.data, { env: context.env, sessionId: id });
  const title = input.title ?? target.label;
  const startedAtMs = clock.wallMs();
  const header = (which: "public" | "private"): LogHeader => ({
    version: 3,
    term: { cols: input.cols, rows: input.rows, type: "xterm-256color" },
    timestamp: Math.floor(startedAtMs / 1000),
    title,
    tandem: {
      format: logFormat,
      session: id,
      epoch: firstEpoch,
      hostKey: toBase64url(context.identity.publicKey),
      widths: widthTable,
      kind: which,
    },
  });
  const headers = { public: header("public"), private: header("private") };
  const opened = input.record ? await openStore(context, headers) : undefined;
  if (opened !== undefined && !opened.ok) return opened;
  const screen = createScreen({ cols: input.cols, rows: input.rows, ...screenMarks });
  const session = createSession({
    ...context,
    id,
    epoch: firstEpoch,
    title,
    mode: modeOf(input),
    joinerScrollback: "everything",
    recorded: input.record,
    size: { cols: input.cols, rows: input.rows },
    startedAtMs,
    headers: { public: encodeHeader(headers.public), private: encodeHeader(headers.private) },
    target,
    screen,
    store: opened?.value.store ?? noLogStore,
    redactor: passThrough,
    logger: context.logger.with({ session: id }),
  });
  const running = await target.start(new AbortController().signal);
  if (!running.ok) {
    session.targetFailed(running.error.message);
    return err({ code: running.error.code, message: running.error.message });
  }
  session.begin();
  return ok({ session, recordingPath: opened?.value.path });
}
