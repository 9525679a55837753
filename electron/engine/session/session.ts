import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import type { SessionId } from "../../../shared/base/ids.ts";
import { Emitter, type Listen } from "../../../shared/base/listen.ts";
import type { Clock, Crypto, Logger } from "../../../shared/base/ports.ts";
import type { Connection } from "../../../shared/channel/connection.ts";
import type { CallResult } from "../../../shared/client/calls.ts";
import { refusal } from "../../../shared/commands/refusals.ts";
import type { CommandInput, HostCommandName } from "../../../shared/commands/table.ts";
import { events, type SessionEvent } from "../../../shared/events/table.ts";
import { evolve, evolvePrivate, initialState } from "../../../shared/state/evolve.ts";
import { nextDeadlineMs } from "../../../shared/state/deadlines.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import type { Screen } from "../screen/screen.ts";
import { type Call, judge, peerCall } from "./call.ts";
import { createDeadlineTimer } from "./deadline-timer.ts";
import { runEffect } from "./effects.ts";
import type { Egress } from "./egress.ts";
import { createEntryLog, type Logged } from "./entry-log.ts";
import { firstEvent, type FirstEventOptions } from "./first-event.ts";
import { createGather } from "./gather.ts";
import { createLineWatch } from "./line-watch.ts";
import { createKeyframes } from "./keyframes.ts";
import type { LogStore } from "./log-store.ts";
import { createRecent } from "./recent.ts";
import { createRoom } from "./room.ts";
import type { Peer } from "./seats.ts";
import { createTargetWriter } from "./target-writer.ts";

/** A checkpoint stands at most a second after what it signs: this long, and what a flood makes a timer late. */
const checkpointMs = 900;
/** Wall time and monotonic time may differ by this much before the log says so. */
const jumpMs = 2_000;
/**
 * Characters the shadow terminal may be behind before the target pauses, and down to which it then catches up: 20 ms
 * of parsing, so that a keyframe in a flood is never older than anybody notices.
 */
export const screenMarks = { highMark: 1_048_576, lowMark: 262_144 } as const;

/** Masks secrets between target and log. Passes everything through until there is masking. */
export type Redactor = (text: string) => string;
export const passThrough: Redactor = (text) => text;

export interface SessionOptions extends FirstEventOptions {
  readonly epoch: number;
  readonly headers: { readonly public: Uint8Array; readonly private: Uint8Array };
  readonly screen: Screen;
  readonly store: LogStore;
  readonly redactor: Redactor;
  readonly egress: Egress;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One live session: a mailbox around the pipeline. Everything runs to completion; nothing re-enters. */
export interface Session {
  readonly id: SessionId;
  readonly state: SessionState;
  readonly onState: Listen<SessionState>;
  /** Sealed and over, its recording closed; nothing follows. */
  readonly onOver: Listen<void>;
  readonly over: boolean;
  /** Starts the flow of output; the target has been started. */
  begin(): void;
  /** The target could not be started: the log says so and is sealed. */
  targetFailed(message: string): void;
  /** As the owner, from whatever face of the program. */
  callAsOwner(name: string, input: unknown): CallResult | Promise<CallResult>;
  /** A window, page or terminal of the owner's. */
  attachOwner(connection: Connection): void;
  /** Somebody whose handshake is done and who asks to come in. */
  offer(peer: Peer): void;
  /** Once it is over and everybody has been brought its end, or did not take it in time. */
  readonly emptied: Promise<void>;
  /** Ends it because the host stops; resolves when it is sealed. */
  stop(): Promise<void>;
}

export function createSession(options: SessionOptions): Session {
  const { clock, target, screen, store, logger, random } = options;
  const owned = new DisposableStore();
  const states = new Emitter<SessionState>();
  const overs = new Emitter<void>();
  const recent = createRecent();
  const log = createEntryLog({
    ...options,
    session: options.id,
    publicHeader: options.headers.public,
    privateHeader: options.headers.private,
  });
  const first = firstEvent(options);
  let state = initialState(first, options.epoch);
  let targetGone = false;
  let checkpointTimer: Disposable | undefined;
  /** Over is who judges nothing any more; closed, whose recording is closed too. */
  let phase: "running" | "finishing" | "over" | "closed" = "running";
  const isOver = () => phase === "over" || phase === "closed";

  // The mailbox: one job at a time, each to its end.
  const queue: (() => void)[] = [];
  let running = false;
  /** That somebody typed waits a moment for what the target answers to it: one message to everybody instead of two. */
  let delivery: "now" | "soon" = "now";
  const run = (job: () => void) => {
    queue.push(job);
    if (running) return;
    running = true;
    const before = log.seq;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) next();
    } finally {
      running = false;
    }
    // In a flood most of what the target writes is only gathered, and nobody's to be told yet.
    if (log.seq === before) return;
    if (delivery === "soon") room.pumpSoon();
    else room.pump();
    delivery = "now";
  };

  const wallMs = () => Math.round(state.wallOffsetMs + clock.monotonicMs() - startedMonotonicMs);
  const startedMonotonicMs = clock.monotonicMs();

  const place = (logged: Logged) => {
    state = evolve(state, logged.entry);
    store.append(logged.line);
    recent.push(logged);
  };

  const checkpoint = (sealed: boolean) => {
    checkpointTimer?.dispose();
    checkpointTimer = undefined;
    const { privateLine, logged } = log.checkpoint(sealed);
    store.appendPrivate(privateLine);
    place(logged);
  };

  const commit = (event: SessionEvent) => {
    if (events[event.type].visibility === "private") {
      const logged = log.appendPrivate(event);
      store.appendPrivate(logged.line);
      state = evolvePrivate(state, event);
      room.pushPrivate(logged.frame);
    } else {
      const logged = log.append(event);
      place(logged);
      if (event.type === "output") screen.handleOutput(logged.entry.seq, event.text);
      else if (event.type === "resized") screen.handleResize(logged.entry.seq, event.cols, event.rows);
    }
    checkpointTimer ??= clock.schedule(
      checkpointMs,
      () => phase === "running" && run(() => checkpoint(false)),
    );
  };

  const steerFlow = () => {
    if (targetGone) return;
    target.setFlow(store.pressed || screen.backlog > screenMarks.highMark ? "pause" : "run");
  };

  const lineWatch = owned.add(
    createLineWatch({
      clock,
      target: target.abilities.lines,
      onDone: (line, how, exitCode) =>
        tellHost("line.done", { line, how, ...(exitCode === undefined ? {} : { exitCode }) }),
      onReady: () => run(startWaitingLine),
      onCompletion: (completion) => tellHost("line.completion", { completion }),
    }),
  );

  const gather = owned.add(
    createGather(clock, (text) => {
      const logIt = () => {
        commit({ type: "output", text: options.redactor(text) });
        lineWatch.handleOutput(text);
      };
      if (running) logIt();
      else run(logIt);
    }),
  );

  /** decode → stamp → authorize → decide → append → evolve → deliver → effects. */
  const perform = (call: Call): CallResult | Promise<CallResult> => {
    if (isOver()) return { ok: false, ...refusal("session-ended") };
    const judged = judge(state, call, {
      wallMs: wallMs(),
      targetBusy: writer.busy,
      shellBusy: !lineWatch.ready,
      leftovers: lineWatch.leftovers,
      bracketedPaste: lineWatch.bracketedPaste,
      screenTop: screen.top,
      buffer: screen.modes.alternateScreen ? "alternate" : "main",
      random,
    });
    if (!judged.ok) return { ok: false, ...judged.error };
    const { events: decided, write, value } = judged.value;
    if (decided.length > 0) gather.flush();
    for (const event of decided) commit(event);
    if (write !== undefined) {
      writer.write(write);
      delivery = "soon";
    }
    for (const event of decided) runEffect(effects, event);
    if (decided.length > 0) {
      startWaitingLine();
      // What somebody types only moves deadlines away.
      if (deadline.notBeforeMs === undefined || decided.some(({ type }) => type !== "input.submitted")) {
        deadline.arrange();
      }
      states.emit(state);
    }
    const result: CallResult = { ok: true, seq: log.seq, ...(value === undefined ? {} : { value }) };
    if (!decided.some((event) => events[event.type].durable)) return result;
    return store.flush().then(() => result);
  };

  /** Whatever happened may have been what the queue of lines waited for. */
  const startWaitingLine = () => {
    const { running: runs, open, queue: lines } = state.lines;
    if (lines.length === 0 || runs !== null || open !== null) return;
    if (lineWatch.ready) void performAsHost("line.next", {});
    else lineWatch.awaitReady();
  };

  const performAsHost = <Name extends HostCommandName>(name: Name, input: CommandInput<Name>) =>
    perform({ actor: { kind: "host" }, origin: "host", name, input });

  const tellHost = <Name extends HostCommandName>(name: Name, input: CommandInput<Name>) =>
    run(() => void performAsHost(name, input));

  /** Time is a command: what is due happens before anything else is judged. */
  const catchUp = () => {
    const byMs = Math.round(clock.wallMs() - wallMs());
    if (Math.abs(byMs) > jumpMs) void performAsHost("clock.jump", { byMs });
    if ((deadline.notBeforeMs ?? 0) > wallMs()) return;
    const due = nextDeadlineMs(state);
    if (due !== undefined && due <= wallMs()) void performAsHost("clock.tick", {});
  };

  const deadline = owned.add(
    createDeadlineTimer({
      clock,
      wallMs,
      dueMs: () => nextDeadlineMs(state),
      wake: () =>
        run(() => {
          catchUp();
          deadline.arrange();
        }),
    }),
  );

  const writer = owned.add(createTargetWriter({ clock, target, onRoom: () => run(startWaitingLine) }));

  const callFor = (call: Call): CallResult | Promise<CallResult> => {
    if (running) {
      return new Promise((resolve) =>
        run(() => {
          catchUp();
          resolve(perform(call));
        }),
      );
    }
    let result: CallResult | Promise<CallResult> = { ok: false, ...refusal("session-ended") };
    run(() => {
      catchUp();
      result = perform(call);
    });
    return result;
  };

  const keyframes = owned.add(createKeyframes({ screen, epoch: options.epoch, clock, reach: recent.reach }));
  const room = createRoom({
    recent,
    keyframes,
    egress: options.egress,
    clock,
    logger,
    seq: () => log.seq,
    screenPlace: () => ({ firstLine: screen.top, alternate: screen.modes.alternateScreen }),
    state: () => state,
    admit: (peer) => {
      let result: CallResult = { ok: false, ...refusal("session-ended") };
      const { key, link, name, acceptedRecording, address } = peer;
      run(() => {
        catchUp();
        const admitted = performAsHost("peer.admit", { key, link, name, acceptedRecording, address });
        if (!(admitted instanceof Promise)) result = admitted;
      });
      return result;
    },
    call: (participant, name, input) => callFor(peerCall(participant, name, input)),
    lost: (participant) => tellHost("peer.lost", { participant }),
  });

  let tellEmptied = () => {};
  const emptied = new Promise<void>((resolve) => {
    tellEmptied = resolve;
  });
  const finish = () => {
    if (phase !== "running") return;
    phase = "finishing";
    deadline.dispose();
    writer.dispose();
    void target.dispose().then(() =>
      run(() => {
        gather.end();
        checkpoint(true);
        phase = "over";
        states.emit(state);
        void store.close().then((closed) => {
          if (!closed.ok) logger.error("the recording could not be closed", { reason: closed.error });
          phase = "closed";
          overs.emit();
          void room.empty().then(() => {
            owned.dispose();
            screen.dispose();
            tellEmptied();
          });
        });
      }),
    );
  };

  const effects = {
    resizeTarget: (cols: number, rows: number) => void target.handle({ type: "resize", cols, rows }),
    admit: room.seat,
    turnAway: room.turnAway,
    disconnect: room.disconnect,
    hold: room.hold,
    watchLine: lineWatch.start,
    skipLine: lineWatch.skip,
    typed: lineWatch.handleTyped,
    finish,
  };

  owned.add(
    target.onOutput((bytes) => {
      run(() => gather.push(bytes));
      steerFlow();
    }),
  );
  owned.add(
    target.onExit((exit) =>
      run(() => {
        targetGone = true;
        gather.end();
        void performAsHost("target.exit", {
          code: exit.code,
          ...(exit.message === undefined ? {} : { message: exit.message.slice(0, 500) }),
        });
      }),
    ),
  );
  owned.add(screen.onDrain(steerFlow));
  owned.add(screen.onReply((data) => tellHost("target.reply", { data })));
  owned.add(screen.onFailure((message) => tellHost("effect.fail", { what: "screen", message })));
  owned.add(store.onRelief(steerFlow));
  owned.add(
    store.onFailure((message) => {
      logger.error("the recording cannot be written", { reason: message });
      run(() => {
        if (isOver()) return;
        void performAsHost("effect.fail", { what: "recording", message: message.slice(0, 500) });
        checkpoint(false);
      });
    }),
  );
  run(() => commit(first));

  return {
    id: options.id,
    get state() {
      return state;
    },
    onState: states.listen,
    onOver: overs.listen,
    get over() {
      return phase === "closed";
    },
    begin() {
      steerFlow();
      lineWatch.begin();
    },
    targetFailed: (message) => tellHost("target.fail", { message: message.slice(0, 500) }),
    callAsOwner: (name, input) => callFor(peerCall(state.owner, name, input)),
    attachOwner: (connection) => room.attachOwner(connection, state.owner),
    offer: room.offer,
    emptied,
    stop() {
      if (phase === "closed") return Promise.resolve();
      const stopped = new Promise<void>((resolve) => overs.listen(() => resolve()));
      tellHost("host.stop", {});
      return stopped;
    },
  };
}
