import { createStore, type StoreApi } from "zustand/vanilla";
import { type Disposable, DisposableStore } from "../../shared/base/disposable.ts";
import type { SessionId } from "../../shared/base/ids.ts";
import type { Clock } from "../../shared/base/ports.ts";
import type { HostError } from "../../shared/client/host-client.ts";
import type { Result } from "../../shared/base/result.ts";
import type {
  HostInfo,
  RecordingSummary,
  SessionSummary,
  SignalingStatus,
  StartInput,
  Verdict,
} from "../../shared/wire/host-api.ts";
import type { HostLine, HostLineStatus } from "./host-line.ts";

/** Something the host is asked for: not yet there, there, or why not. */
export type Loaded<T> =
  | { readonly name: "loading" }
  | { readonly name: "failed"; readonly message: string }
  | { readonly name: "here"; readonly value: T };

export type Check =
  | { readonly name: "checking" }
  | { readonly name: "failed"; readonly message: string }
  | { readonly name: "told"; readonly verdict: Verdict };

export interface HostView {
  readonly info: HostInfo | undefined;
  readonly signaling: SignalingStatus | undefined;
  readonly sessions: Loaded<readonly SessionSummary[]>;
  readonly recordings: Loaded<readonly RecordingSummary[]>;
  /** By path. */
  readonly checks: Readonly<Record<string, Check>>;
  /** Nothing on this page works while it is not live. */
  readonly line: HostLineStatus;
}

/** The owner's host as the home view shows it. */
export interface HostModel extends Disposable {
  readonly store: StoreApi<HostView>;
  readonly client: HostLine;
  reload(): Promise<void>;
  start(input: StartInput): Promise<Result<SessionId, HostError>>;
  end(session: SessionId): Promise<Result<unknown, HostError>>;
  verify(path: string): Promise<void>;
}

/** The newest recordings are verified by themselves, one after another; older ones when asked: large files take seconds. */
const verifiedByItself = { count: 8, bytes: 32 * 1024 * 1024 } as const;

/** How long to wait for a recording's end to be signed and written. */
const sealingMs = 1_000;

export function createHostModel(client: HostLine, clock: Clock): HostModel {
  const owned = new DisposableStore();
  let again: Disposable | undefined;
  owned.add({ dispose: () => again?.dispose() });
  const store = createStore<HostView>(() => ({
    info: undefined,
    signaling: undefined,
    sessions: { name: "loading" },
    recordings: { name: "loading" },
    checks: {},
    line: client.status,
  }));

  /** What is shown stays as it is until there is a line again: everything is asked anew then. */
  const offline = () => owned.disposed || store.getState().line.name !== "live";

  const verify = async (path: string) => {
    const set = (check: Check) => store.setState(({ checks }) => ({ checks: { ...checks, [path]: check } }));
    set({ name: "checking" });
    const answer = await client.call("recording.verify", { path });
    // The next host is asked again.
    if (!answer.ok && offline())
      return store.setState(({ checks: { [path]: _, ...checks } }) => ({ checks }));
    set(
      answer.ok ? { name: "told", verdict: answer.value } : { name: "failed", message: answer.error.message },
    );
  };
  const verifyNewest = async (recordings: readonly RecordingSummary[]) => {
    const due = recordings
      .filter((each) => !each.live && each.bytes <= verifiedByItself.bytes)
      .slice(0, verifiedByItself.count);
    for (const { path } of due) {
      if (offline()) return;
      if (store.getState().checks[path] === undefined) await verify(path);
    }
  };
  const loadRecordings = async () => {
    again?.dispose();
    const answer = await client.call("recording.list", {});
    if (offline()) return;
    if (!answer.ok) return store.setState({ recordings: { name: "failed", message: answer.error.message } });
    const newestFirst = [...answer.value].sort((a, b) => (b.startedAtMs ?? 0) - (a.startedAtMs ?? 0));
    store.setState({ recordings: { name: "here", value: newestFirst } });
    // One whose session has ended is being sealed: it is whole in a moment.
    const { sessions } = store.getState();
    const runs = (id: SessionId | undefined) =>
      sessions.name !== "here" || sessions.value.some((each) => each.id === id);
    if (newestFirst.some((each) => each.live && !runs(each.session))) {
      again = clock.schedule(sealingMs, () => void loadRecordings());
    }
    void verifyNewest(newestFirst);
  };
  const setSessions = (value: readonly SessionSummary[]) => {
    const before = store.getState().sessions;
    const running = value.filter((each) => each.phase === "running");
    store.setState({
      sessions: { name: "here", value: [...running].sort((a, b) => b.startedAtMs - a.startedAtMs) },
    });
    // A session that came or went is a recording that came or is whole now.
    const ids = (sessions: readonly SessionSummary[]) =>
      sessions
        .map((each) => each.id)
        .sort()
        .join();
    if (before.name === "here" && ids(before.value) !== ids(running)) void loadRecordings();
  };

  owned.add(client.onSessions(setSessions));
  owned.add(client.onSignaling((signaling) => store.setState({ signaling })));

  const reload = async () => {
    const recordings = loadRecordings();
    const info = await client.call("host.info", {});
    if (info.ok) store.setState({ info: info.value, signaling: info.value.signaling });
    const sessions = await client.call("session.list", {});
    if (offline()) return;
    if (sessions.ok) setSessions(sessions.value);
    else store.setState({ sessions: { name: "failed", message: sessions.error.message } });
    await recordings;
  };
  const handleLine = (line: HostLineStatus) => {
    store.setState({ line });
    if (line.name === "live") void reload();
  };
  handleLine(client.status);
  owned.add(client.onStatus(handleLine));

  return {
    store,
    client,
    reload,
    async start(input) {
      const answer = await client.call("session.start", input);
      return answer.ok ? { ok: true, value: answer.value.session } : answer;
    },
    end: (session) => client.call("session.call", { session, command: "session.end", input: {} }),
    verify,
    dispose() {
      owned.dispose();
      client.dispose();
    },
  };
}
