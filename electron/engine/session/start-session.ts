import { toBase64url } from "../../../shared/base/bytes.ts";
import { createSessionId, type SessionId } from "../../../shared/base/ids.ts";
import type { Clock, Crypto, KeyPair, Logger, Random } from "../../../shared/base/ports.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { type Mode, modeSchema } from "../../../shared/events/mode.ts";
import { encodeHeader, type LogHeader, logFormat } from "../../../shared/log/header.ts";
import { cleanLabel } from "../../../shared/vt/clean.ts";
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
  /** Aborted, it calls off every start whose target does not run yet. */
  readonly signal: AbortSignal;
}

export interface StartError {
  readonly code: HostErrorCode;
  readonly message: string;
}

export interface Started {
  readonly session: Session;
  readonly recordingPath: string | undefined;
}

/** UTF-16 units, as `titleSchema` counts. */
const maxTitleLength = 120;

/** The first epoch of a session; a host that takes one up again counts on. */
const firstEpoch = 1;

function modeOf({ mode, maxParticipants }: z.output<typeof startInputSchema>): Result<Mode, StartError> {
  const given = typeof mode === "string" ? { name: mode } : mode;
  const limit = given.name === "interactive" ? "max_participants" : "max_viewers";
  const asked = maxParticipants === undefined ? {} : { [limit]: maxParticipants };
  const parsed = modeSchema.safeParse({ ...asked, ...given });
  return parsed.success
    ? ok(parsed.data)
    : err({ code: "malformed", message: parsed.error.issues[0]?.message ?? "The mode is not valid." });
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

/** What a session is called that nobody named, as `titleSchema` takes it: what is cut ends in an ellipsis. */
export function titleFrom(label: string, kind: string): string {
  const clean = cleanLabel(label, maxTitleLength).normalize("NFC");
  if (clean === "") return kind;
  if (clean.length <= maxTitleLength) return clean;
  let title = "";
  for (const { segment } of new Intl.Segmenter().segment(clean)) {
    if (title.length + segment.length >= maxTitleLength) break;
    title += segment;
  }
  return `${title.trimEnd()}…`;
}

/**
 * Opens recording, screen and target, in this order, and puts a session around them. What fails undoes the rest; where
 * a recording was begun that says so, it is sealed by then.
 */
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
  const mode = modeOf(input);
  if (!mode.ok) return mode;
  const target = createTarget(spec.data, { env: context.env, sessionId: id });
  const title = input.title ?? titleFrom(target.label, target.kind);
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
    mode: mode.value,
    sessionType: input.type,
    ...(input.training === undefined ? {} : { training: input.training }),
    fourEyes: { required: input.fourEyes !== "no", perCommand: input.fourEyes === "per-command" },
    joinerScrollback: input.joinerScrollback,
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
  const running = await target.start(context.signal);
  if (!running.ok) {
    session.targetFailed(running.error.message);
    await session.emptied;
    return err({ code: running.error.code, message: running.error.message });
  }
  session.begin();
  return ok({ session, recordingPath: opened?.value.path });
}
