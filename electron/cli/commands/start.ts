import { systemClock } from "../../engine/ports.ts";
import { createPlainConnection } from "../../../shared/channel/plain-connection.ts";
import { createSessionClient, type SessionClient } from "../../../shared/client/session-client.ts";
import type { ReconnectPolicy } from "../../../shared/client/reconnect.ts";
import { err, ok } from "../../../shared/base/result.ts";
import { closeReasons } from "../../../shared/channel/close-reason.ts";
import type { SessionId } from "../../../shared/base/ids.ts";
import type { HostClient } from "../../../shared/client/host-client.ts";
import { type SessionState, sessionStateSchema } from "../../../shared/state/state.ts";
import type { StartInput } from "../../../shared/wire/host-api.ts";
import type { Booted } from "../../engine/boot.ts";
import { type ApiServer, serveApi } from "../../engine/api/api-server.ts";
import type { Host } from "../../engine/host.ts";
import { openLocalLine } from "../../engine/local-line.ts";
import type { Session } from "../../engine/session/session.ts";
import { becomeHost, keepsSignaling, lanNote, unanswered } from "../become-host.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError, type Output, plain } from "../output.ts";
import { ask, findHost } from "../reach-host.ts";
import { endingSignals, toldToEnd } from "../signals.ts";
import { type StartOptions, startInput } from "../start-input.ts";

/** At once, and only while there is a host: one that runs on this machine answers, or is gone. */
const toRunningHost: ReconnectPolicy = (attempt) => (attempt === 1 ? 0 : "stop");

/** Watches a session of the running host as its owner. */
function watch(dataFolder: string, session: SessionId): SessionClient {
  return createSessionClient({
    clock: systemClock,
    reconnect: toRunningHost,
    dial: async () => {
      const channel = await openLocalLine(dataFolder, `session/${session}`, systemClock);
      return channel === undefined
        ? err({ reason: "lost", message: closeReasons.lost })
        : ok(createPlainConnection({ channel }));
    },
  });
}

interface Reached {
  readonly host: HostClient;
  /** Set where this process is the host. */
  readonly own: Booted | undefined;
}

/** The local API on a port, where this process is the host and it was asked for. */
async function openApi(
  { apiPort }: StartOptions,
  own: Booted | undefined,
  output: Output,
): Promise<ApiServer | undefined> {
  if (apiPort === undefined) return undefined;
  if (own === undefined) {
    output.note(
      "The host that runs here already keeps its doors as they are; its socket has the local API too.",
    );
    return undefined;
  }
  const opened = await serveApi({ host: own.host, port: apiPort });
  if (!opened.ok) throw new CliError(exitCodes.failed, "api-unreachable", opened.error);
  return opened.value;
}

async function reachOrBecomeHost(
  options: StartOptions,
  dataFolder: string,
  output: Output,
): Promise<Reached> {
  let host = await findHost(dataFolder);
  let own: Booted | undefined;
  if (host === undefined) {
    const became = await becomeHost({
      dataFolder,
      signalingUrl: options.signaling,
      lan: options.lan === true,
    });
    if (became !== "taken") own = became;
    host = await findHost(dataFolder);
  } else if (options.signaling !== undefined) {
    output.note(keepsSignaling);
  }
  if (host !== undefined) return { host, own };
  throw unanswered(dataFolder);
}

/** A host whose last session ends just now takes no new one: whoever comes then waits until it is gone, and tries again. */
const startAttempts = 3;

async function startSession(input: StartInput, options: StartOptions, dataFolder: string, output: Output) {
  for (let attempt = 1; ; attempt += 1) {
    const reached = await reachOrBecomeHost(options, dataFolder, output);
    const closed = new Promise<void>((resolve) => void reached.host.onClose(() => resolve()));
    let api: ApiServer | undefined;
    try {
      api = await openApi(options, reached.own, output);
      return { ...reached, api, started: await ask(reached.host, "session.start", input) };
    } catch (cause) {
      const leaving = cause instanceof CliError && cause.code === "host-gone" && reached.own === undefined;
      if (leaving && attempt < startAttempts) {
        await closed;
        continue;
      }
      reached.host.dispose();
      await api?.close();
      await reached.own?.stop();
      throw cause;
    }
  }
}

/** Starts a session on the host of the data folder, which this process becomes where there is none; resolves with the target's exit code. */
export async function start(
  words: readonly string[],
  options: StartOptions,
  dataFolder: string,
  output: Output,
): Promise<number> {
  const input = startInput(words, options);
  const { host, own, api, started } = await startSession(input, options, dataFolder, output);
  try {
    if (options.lan === true) output.note(lanNote((await ask(host, "host.info", {})).signaling));
    if (api !== undefined) output.note(`The local API is at ${api.url}, its token in ${api.tokenFile}`);
    const shown = options.headless !== true && process.stdout.isTTY && !output.json;
    const terminal = shown ? await import("../join-terminal.ts") : undefined;
    // Where this process is the host and shows nothing, nobody needs to be sent anything.
    const hosted = shown ? undefined : own?.host.find(started.session)?.session;
    const client = hosted === undefined ? watch(dataFolder, started.session) : undefined;
    let ending = false;
    let signalled = false;
    const stop = () => {
      if (ending) return;
      ending = true;
      void ask(host, "session.call", { session: started.session, command: "session.end", input: {} }).catch(
        () => {},
      );
    };
    const told = new Promise<void>((resolve) => {
      for (const signal of endingSignals) {
        process.on(signal, () => {
          signalled = true;
          stop();
          resolve();
        });
      }
    });
    const restore =
      terminal !== undefined && client !== undefined
        ? terminal.joinInTerminal(client, { onQuit: stop, owner: true })
        : () => Promise.resolve();
    output.say(
      {
        event: "ready",
        session: started.session,
        ...(started.recording === undefined ? {} : { recording: started.recording }),
        ...(api === undefined ? {} : { api: { url: api.url, tokenFile: api.tokenFile } }),
      },
      shown ? undefined : `Session ${started.session} runs. Share it with: tandem share ${started.session}`,
    );
    await (hosted === undefined ? over(client) : overHere(hosted));
    // A terminal that reads nothing keeps nobody's recording from being sealed.
    await Promise.race([restore(), told]);
    const end = await endOf((hosted ?? client)?.state, host, started.session);
    const code = end === undefined ? exitCodes.unreachable : (end.exitCode ?? exitCodes.done);
    const kept = started.recording === undefined ? "Not recorded." : `Recorded in ${started.recording}`;
    output.say(
      { event: "ended", session: started.session, exitCode: code },
      end?.message === undefined ? kept : `${plain(end.message)}\n${kept}`,
    );
    if (end === undefined)
      output.note("The host of this session has stopped. tandem recordings lists what it kept.");
    client?.dispose();
    if (own !== undefined && !signalled) await serveOthers(own.host, output);
    return code;
  } finally {
    host.dispose();
    await api?.close();
    await own?.stop();
  }
}

/** A host goes on while other terminals have sessions on it, or until a signal ends them all. */
async function serveOthers(host: Host, output: Output): Promise<void> {
  if (host.idle) return;
  const others = host.summaries().length;
  const sessions = others > 1 ? `${others} other sessions` : "another session";
  output.note(`This process hosts ${sessions} and goes on until the last one ends. Ctrl-C ends all of them.`);
  await new Promise<void>((resolve) => {
    host.onSessions(() => host.idle && resolve());
    void toldToEnd().then(resolve);
  });
}

function over(client: SessionClient | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (client === undefined) return resolve();
    const check = () => client.status.name === "over" && resolve();
    client.onStatus(check);
    check();
  });
}

function overHere(session: Session): Promise<void> {
  return session.over ? Promise.resolve() : new Promise((resolve) => void session.onOver(resolve));
}

/** How it ended; undefined where its host did not live to tell. A session can be over before anybody watches it. */
async function endOf(state: SessionState | undefined, host: HostClient, session: SessionId) {
  const seen = state?.phase;
  if (seen?.name === "ended") return seen;
  const told = await host.call("session.state", { session });
  const parsed = sessionStateSchema.safeParse(told.ok ? told.value : undefined);
  return parsed.success && parsed.data.phase.name === "ended" ? parsed.data.phase : undefined;
}
