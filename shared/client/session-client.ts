import { type Disposable, DisposableStore } from "../base/disposable.ts";
import { Emitter, type Listen } from "../base/listen.ts";
import type { Clock } from "../base/ports.ts";
import type { Result } from "../base/result.ts";
import { type CloseReason, closeReasons } from "../channel/close-reason.ts";
import type { Connection } from "../channel/connection.ts";
import type { CommandInput, PeerCommandName } from "../commands/table.ts";
import type { Entry } from "../events/table.ts";
import type { SessionState } from "../state/state.ts";
import { showControls } from "../vt/clean.ts";
import {
  decodeMessage,
  encodeMessage,
  glanceSchema,
  type Glance,
  type HostMessage,
  hostMessageSchema,
  type PointedAt,
  type Position,
} from "../wire/messages.ts";
import { type CallResult, createCalls } from "./calls.ts";
import { createLogFold } from "./log-fold.ts";
import { createMissingScreen } from "./missing-screen.ts";
import { createPulse } from "./pulse.ts";
import { type ReconnectPolicy, unknownLinkRetry } from "./reconnect.ts";
import { noScreen, type ScreenSink } from "./screen-sink.ts";
import { afterClosing, type ClientStatus, type Closing } from "./status.ts";

const roundTripsKept = 4;

export interface SessionClientOptions {
  /** Makes a line, handshake included, at the given place in the log. */
  readonly dial: (resume: Position | undefined) => Promise<Result<Connection, Closing>>;
  readonly clock: Clock;
  readonly reconnect: ReconnectPolicy;
  /** What shows the screen; nothing by default. `later`: setSink brings it, and what comes until then is kept for it. */
  readonly sink?: ScreenSink | "later";
}

/** One person's end of a session: the line, the fold of the log, the commands. */
export interface SessionClient extends Disposable {
  readonly status: ClientStatus;
  readonly onStatus: Listen<ClientStatus>;
  /** Undefined until the first snapshot. */
  readonly state: SessionState | undefined;
  readonly onState: Listen<SessionState>;
  readonly onEntry: Listen<{ readonly entry: Entry; readonly isPrivate: boolean }>;
  /** Output as it is drawn on the sink, without a gap after each whole screen; one from before it brings it again. */
  readonly onOutput: Listen<Entry>;
  /** A whole screen was put in place. */
  readonly onScreen: Listen<{ readonly depth: "screen" | "everything"; readonly seq: number }>;
  readonly onGlance: Listen<Glance>;
  /** ms; the shortest of the last few, since a busy page or moving to another carrier makes one long. */
  readonly roundTripMs: number | undefined;
  /** The last entry up to which the sink was given everything; behind the state while a whole screen is awaited. */
  readonly screenSeq: number;
  /** Shows the screen there from now on, until disposed of; it is asked for anew where it came before. */
  setSink(sink: ScreenSink): Disposable;
  call<Name extends PeerCommandName>(name: Name, input: CommandInput<Name>): Promise<CallResult>;
  callByName(name: string, input: unknown): Promise<CallResult>;
  /** Brings the screen anew, as much of it as is theirs to see. */
  refreshScreen(): Promise<CallResult>;
  sendTyping(): void;
  /** Where this person points, or null once they point nowhere; droppable. */
  sendPointer(at: PointedAt | null): void;
  /** Tries again now: after giving up, or without waiting for the next attempt. */
  retry(): void;
  /** Leaves for good. */
  leave(): Promise<void>;
}

export function createSessionClient(options: SessionClientOptions): SessionClient {
  const { clock } = options;
  const owned = new DisposableStore();
  const statuses = new Emitter<ClientStatus>();
  const states = new Emitter<SessionState>();
  const entries = new Emitter<{ readonly entry: Entry; readonly isPrivate: boolean }>();
  const outputs = new Emitter<Entry>();
  const screens = new Emitter<{ readonly depth: "screen" | "everything"; readonly seq: number }>();
  const glances = new Emitter<Glance>();
  const calls = createCalls();

  let status: ClientStatus = { name: "connecting" };
  let line: DisposableStore | undefined;
  let connection: Connection | undefined;
  /** What the host said right before it closed the line. */
  let verdict: Closing | undefined;
  let lostAtMs: number | undefined;
  let attempt = 0;
  /** How often since the line was lost the server knew nothing of the link. */
  let unknownTimes = 0;
  let timer: Disposable | undefined;
  let reached = false;
  let dialling = false;
  let roundTripsMs: readonly number[] = [];

  const fold = createLogFold(options.sink ?? noScreen, {
    onState: (state) => states.emit(state),
    onEntry: (entry, isPrivate) => entries.emit({ entry, isPrivate }),
    onOutput: (entry) => outputs.emit(entry),
    onScreen: (depth, seq) => {
      missing.noteScreen(depth);
      screens.emit({ depth, seq });
    },
  });

  const missing = owned.add(
    createMissingScreen({
      clock,
      seesScrollback: () =>
        fold.state?.joinerScrollback === "everything" ||
        (status.name === "live" && status.participant === fold.state?.owner),
      fetch: calls.scrollback,
    }),
  );

  const setStatus = (next: ClientStatus) => {
    status = next;
    statuses.emit(next);
  };

  const finish = (closing: Closing) => {
    timer?.dispose();
    missing.stop();
    calls.setConnection(undefined);
    setStatus({ name: "over", closing });
  };

  const handleClosed = (reason: CloseReason) => {
    line?.dispose();
    line = undefined;
    connection = undefined;
    calls.setConnection(undefined);
    missing.stop();
    if (owned.disposed || status.name === "over") return;
    const ended = fold.state?.phase.name === "ended" && reason === "lost" ? "ended" : reason;
    handleFailure(verdict ?? { reason: ended, message: closeReasons[ended] });
  };

  const handleFailure = (closing: Closing) => {
    const now = clock.monotonicMs();
    const after = afterClosing[closing.reason];
    if (!reached || after === "stop") return finish(closing);
    lostAtMs ??= now;
    attempt += 1;
    const patience = options.reconnect(attempt, now - lostAtMs);
    const unknown = after === "retry" ? 0 : unknownLinkRetry(++unknownTimes);
    if (patience === "stop" || unknown === "stop") return finish(closing);
    const delay = Math.max(patience, unknown);
    setStatus({ name: "reconnecting", attempt, nextInMs: delay, closing });
    timer = clock.schedule(delay, connect);
  };

  const forgetLoss = () => {
    lostAtMs = undefined;
    attempt = 0;
    unknownTimes = 0;
  };

  const handleHostMessage = (message: HostMessage) => {
    switch (message.t) {
      case "answer":
        return calls.handleAnswer(message);
      case "waiting":
        reached = true;
        return setStatus({ name: "waiting", participant: message.participant, untilMs: message.untilMs });
      case "welcome":
        reached = true;
        forgetLoss();
        return setStatus({
          name: "live",
          participant: message.participant,
          carrier: connection?.carrier ?? "relay",
        });
      case "refused":
      case "removed":
        verdict = { reason: message.t, message: showControls(message.message) };
        return;
      case "pong":
        return;
    }
  };

  const noteRoundTrip = (ms: number | undefined) => {
    if (ms !== undefined) roundTripsMs = [...roundTripsMs, ms].slice(-roundTripsKept);
  };

  const use = (next: Connection) => {
    const own = new DisposableStore();
    line = own;
    connection = next;
    verdict = undefined;
    missing.restart();
    fold.restart();
    calls.setConnection(next);
    const pulse = own.add(createPulse(next, clock));

    own.add(
      next.onMessage((lane, message) => {
        if (own.disposed) return;
        pulse.noteHeard();
        if (lane === "log") {
          const handled = fold.handle(message, () => pulse.noteTaken(message.length));
          if (!handled.ok) return next.close("protocol-error");
          return missing.noteHeard();
        }
        if (lane === "glance") {
          const glance = decodeMessage(glanceSchema, message);
          if (glance.ok) glances.emit(glance.value);
          return;
        }
        const parsed = decodeMessage(hostMessageSchema, message);
        if (!parsed.ok) return next.close("protocol-error");
        if (parsed.value.t === "pong") noteRoundTrip(pulse.endsRoundTrip(parsed.value.id));
        handleHostMessage(parsed.value);
      }),
    );
    own.add(
      next.onCarrier((carrier) => {
        if (status.name === "live") setStatus({ ...status, carrier });
      }),
    );
    own.add(next.onClose(handleClosed));
  };

  const connect = () => {
    timer?.dispose();
    // One at a time: a second line of the same identity replaces the first at the host.
    if (dialling) return;
    dialling = true;
    void options.dial(fold.position).then((dialled) => {
      dialling = false;
      if (owned.disposed || status.name === "over") {
        if (dialled.ok) dialled.value.close("left");
        return;
      }
      if (dialled.ok) use(dialled.value);
      else handleFailure(dialled.error);
    });
  };

  connect();

  return {
    get status() {
      return status;
    },
    onStatus: statuses.listen,
    get state() {
      return fold.state;
    },
    onState: states.listen,
    onEntry: entries.listen,
    onOutput: outputs.listen,
    onScreen: screens.listen,
    onGlance: glances.listen,
    get roundTripMs() {
      return roundTripsMs.length === 0 ? undefined : Math.min(...roundTripsMs);
    },
    get screenSeq() {
      return fold.screenSeq;
    },
    setSink(sink) {
      const shown = fold.setSink(sink);
      if (fold.state !== undefined && fold.position === undefined) missing.noteBlank();
      return shown;
    },
    call: calls.call,
    callByName: calls.callByName,
    refreshScreen: calls.scrollback,
    sendTyping() {
      connection?.sendGlance(encodeMessage({ g: "typing" }));
    },
    sendPointer(at) {
      connection?.sendGlance(encodeMessage({ g: "pointer", at }));
    },
    retry() {
      if (connection !== undefined) return;
      if (status.name === "over") {
        forgetLoss();
        setStatus({ name: "connecting" });
      }
      connect();
    },
    async leave() {
      const open = connection;
      if (status.name === "over") return;
      if (open !== undefined && status.name === "live") await calls.call("session.leave", {});
      finish({ reason: "left", message: closeReasons.left });
      open?.close("left");
    },
    dispose() {
      owned.dispose();
      timer?.dispose();
      line?.dispose();
      connection?.close("left");
      calls.setConnection(undefined);
    },
  };
}
