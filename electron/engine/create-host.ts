import { join } from "node:path";
import { type Disposable, DisposableStore } from "../../shared/base/disposable.ts";
import { type SessionId, sessionIdSchema } from "../../shared/base/ids.ts";
import { Emitter } from "../../shared/base/listen.ts";
import { err } from "../../shared/base/result.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { peopleHere } from "../../shared/state/selectors.ts";
import type { SessionState } from "../../shared/state/state.ts";
import type { SessionSummary, SignalingStatus } from "../../shared/wire/host-api.ts";
import { serveOwner } from "./api/serve-owner.ts";
import { createFrontDoor } from "./front-door.ts";
import type { Host, HostOptions, RunningSession } from "./host.ts";
import { createLinkVault } from "./link-vault.ts";
import { findRecording, listOwnRecordings, verifyRecording } from "./recordings.ts";
import { createEgress } from "./session/egress.ts";
import type { Session } from "./session/session.ts";
import { type StartContext, startSession } from "./session/start-session.ts";
import { createHostLine } from "./transports/signaling/host-line.ts";

/** Changes of the list of sessions are gathered for this long before windows hear of them. */
const listDelayMs = 50;

/** A host that stops waits at most this long for the answers it owes: `tandem end` is one of them. */
const lastAnswersMs = 2_000;
/** Sessions that are over whose last state is kept. */
const maxRemembered = 32;

const hostGone = err({ code: "host-gone", message: "The host is stopping. Start again." } as const);

function summarize({ session, recordingPath }: RunningSession): SessionSummary {
  const { state } = session;
  const { phase } = state;
  return {
    id: state.id,
    title: state.title,
    target: state.target,
    mode: state.mode.name,
    type: state.sessionType,
    startedAtMs: state.startedAtMs,
    people: peopleHere(state).length - 1,
    waiting: Object.keys(state.joinRequests).length,
    recording: state.recording,
    ...(recordingPath === undefined ? {} : { recordingPath }),
    phase: phase.name,
    ...(phase.name === "ended" && phase.exitCode !== undefined ? { exitCode: phase.exitCode } : {}),
  };
}

/** Puts the engine together: the only place that knows every part. */
export function createHost(options: HostOptions): Host {
  const { clock, crypto, random, logger } = options;
  const owned = new DisposableStore();
  /** Starts under way. When one is done, its session is running or sealed. */
  const starting = new Set<Promise<unknown>>();
  const running = new Map<SessionId, RunningSession>();
  /** Calls of the owner that are being answered. */
  const answering = new Set<Promise<void>>();
  /** Over, with people who are still being brought its end. */
  const leaving = new Set<Session>();
  const remembered = new Map<SessionId, SessionState>();
  const lists = new Emitter<readonly SessionSummary[]>();
  const signalings = new Emitter<SignalingStatus>();
  const recordingsFolder = join(options.dataFolder, "recordings");
  const stopping = new AbortController();
  const context: StartContext = {
    ...options,
    recordingsFolder,
    egress: createEgress(clock),
    signal: stopping.signal,
  };
  let listDue: Disposable | undefined;

  const line = createHostLine({
    url: options.signaling.url,
    identity: options.identity,
    crypto,
    clock,
    random,
    logger,
  });
  const links = createLinkVault({ ...options, line, publicUrl: new URL(options.signaling.url).origin });
  const frontDoor = createFrontDoor({ ...options, find: (link) => links.find(link) });

  const signaling = (): SignalingStatus => ({
    status: line.status,
    ...options.signaling,
    ...(line.status === "online" || line.problem === undefined
      ? {}
      : { message: "The signaling server cannot be reached. Nobody new can join until it is back." }),
  });
  const summaries = () => [...running.values()].map(summarize);

  const track = (answered: Promise<void>) => {
    answering.add(answered);
    void answered.then(() => answering.delete(answered));
  };

  const listSoon = () => {
    if (listDue !== undefined) return;
    listDue = clock.schedule(listDelayMs, () => {
      listDue = undefined;
      lists.emit(summaries());
    });
  };

  const remember = (state: SessionState) => {
    remembered.set(state.id, state);
    const [oldest] = remembered.keys();
    if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest);
  };

  const begin: Host["start"] = async (input) => {
    const started = await startSession(input, context);
    if (!started.ok) return stopping.signal.aborted ? hostGone : started;
    const { session } = started.value;
    running.set(session.id, started.value);
    session.onState(() => {
      links.handleState(session);
      listSoon();
    });
    session.onOver(() => {
      leaving.add(session);
      void session.emptied.then(() => leaving.delete(session));
      links.handleState(session);
      running.delete(session.id);
      remember(session.state);
      listSoon();
    });
    logger.info("session started", { session: session.id, target: session.state.target.kind });
    return started;
  };

  owned.add(line.onStream(frontDoor.handleStream));
  owned.add(line.onStatus(() => signalings.emit(signaling())));

  const host: Host = {
    options,
    links,
    recordings: () => listOwnRecordings(recordingsFolder, summaries()),
    async verify(name) {
      const path = await findRecording(recordingsFolder, name);
      return path === undefined ? undefined : verifyRecording(path, crypto, options.identity.publicKey);
    },
    get signaling() {
      return signaling();
    },
    onSignaling: signalings.listen,
    onSessions: lists.listen,
    get idle() {
      return starting.size === 0 && running.size === 0;
    },
    async start(input) {
      if (stopping.signal.aborted) return hostGone;
      const started = begin(input);
      starting.add(started);
      return started.finally(() => {
        starting.delete(started);
        listSoon();
      });
    },
    find: (id) => running.get(id),
    stateOf: (id) => running.get(id)?.session.state ?? remembered.get(id),
    summaries,
    openPath(path, channel) {
      if (path === "host") return serveOwner(host, channel, track);
      const id = sessionIdSchema.safeParse(path.startsWith("session/") ? path.slice(8) : "");
      const found = id.success ? running.get(id.data) : undefined;
      if (found === undefined) return channel.close("ended");
      found.session.attachOwner(createPlainConnection({ channel }));
    },
    async stop() {
      stopping.abort();
      const stopRunning = () => Promise.all([...running.values()].map(({ session }) => session.stop()));
      // A start that can no longer be called off comes to life, and is stopped then; what runs does not wait for it.
      await Promise.all([stopRunning(), Promise.allSettled(starting).then(stopRunning)]);
      await Promise.all([...leaving].map((session) => session.emptied));
      await Promise.race([
        Promise.all(answering),
        new Promise<void>((resolve) => clock.schedule(lastAnswersMs, resolve)),
      ]);
      line.dispose();
      listDue?.dispose();
      owned.dispose();
    },
  };
  return host;
}
