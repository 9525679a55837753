import { type Disposable, DisposableStore } from "../../shared/base/disposable.ts";
import { Emitter, type Listen } from "../../shared/base/listen.ts";
import type { Clock } from "../../shared/base/ports.ts";
import { err, type Result } from "../../shared/base/result.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { type CloseReason, closeReasons } from "../../shared/channel/close-reason.ts";
import { createHostClient, type HostClient, type HostError } from "../../shared/client/host-client.ts";
import type { ReconnectPolicy } from "../../shared/client/reconnect.ts";
import { afterClosing, type Closing } from "../../shared/client/status.ts";
import type {
  HostCallInput,
  HostCallName,
  SessionSummary,
  SignalingStatus,
} from "../../shared/wire/host-api.ts";

/** Where an owner's line to the host stands. */
export type HostLineStatus =
  /** No host has answered yet. */
  | { readonly name: "opening" }
  /** None has, and none is waited for. */
  | { readonly name: "failed"; readonly closing: Closing }
  | { readonly name: "live" }
  | { readonly name: "reconnecting" }
  /** There was one, and it is not waited for any more. */
  | { readonly name: "gone"; readonly closing: Closing };

/** An owner's line to whichever host answers: lost, it is made anew, since a host that has stopped may be started again. */
export interface HostLine extends HostClient {
  readonly status: HostLineStatus;
  readonly onStatus: Listen<HostLineStatus>;
  /** Tries again after giving up. */
  retry(): void;
}

export interface HostLineOptions {
  readonly open: () => Promise<Result<Channel, Closing>>;
  readonly clock: Clock;
  readonly reconnect: ReconnectPolicy;
}

const notNow: HostError = {
  code: "host-gone",
  message: "The host does not answer just now. Try again once it does.",
};

/** A host that stops says that it leaves. Where nothing of Tandem's can be reached, nothing will be by waiting. */
function comesBack(reason: CloseReason): boolean {
  return reason === "left" || (reason !== "server-unreachable" && afterClosing[reason] !== "stop");
}

export function createHostLine({ open, clock, reconnect }: HostLineOptions): HostLine {
  const owned = new DisposableStore();
  const sessions = new Emitter<readonly SessionSummary[]>();
  const signaling = new Emitter<SignalingStatus>();
  const closes = new Emitter<CloseReason>();
  const statuses = new Emitter<HostLineStatus>();
  let status: HostLineStatus = { name: "opening" };
  let client: HostClient | undefined;
  let timer: Disposable | undefined;
  let reached = false;
  let attempt = 0;
  let lostAtMs: number | undefined;

  const setStatus = (next: HostLineStatus) => {
    status = next;
    statuses.emit(next);
  };

  const handleFailure = (closing: Closing) => {
    if (owned.disposed) return;
    if (!reached) return setStatus({ name: "failed", closing });
    const nowMs = clock.monotonicMs();
    lostAtMs ??= nowMs;
    attempt += 1;
    const delayMs = comesBack(closing.reason) ? reconnect(attempt, nowMs - lostAtMs) : "stop";
    if (delayMs === "stop") return setStatus({ name: "gone", closing });
    if (status.name !== "reconnecting") setStatus({ name: "reconnecting" });
    timer = clock.schedule(delayMs, () => void connect());
  };

  const connect = async () => {
    const opened = await open();
    if (owned.disposed) {
      if (opened.ok) opened.value.close("left");
      return;
    }
    if (!opened.ok) return handleFailure(opened.error);
    const next = createHostClient(opened.value);
    client = next;
    next.onSessions((value) => sessions.emit(value));
    next.onSignaling((value) => signaling.emit(value));
    next.onClose((reason) => {
      client = undefined;
      closes.emit(reason);
      handleFailure({ reason, message: closeReasons[reason] });
    });
    // A line may lead to a host that is about to end, or that never begins.
    await next.call("host.info", {});
    if (client !== next) return;
    reached = true;
    attempt = 0;
    lostAtMs = undefined;
    setStatus({ name: "live" });
  };
  void connect();

  return {
    get status() {
      return status;
    },
    onStatus: statuses.listen,
    onSessions: sessions.listen,
    onSignaling: signaling.listen,
    onClose: closes.listen,
    call: <Name extends HostCallName>(name: Name, input: HostCallInput<Name>) =>
      client === undefined ? Promise.resolve(err(notNow)) : client.call(name, input),
    retry() {
      if (status.name !== "failed" && status.name !== "gone") return;
      attempt = 0;
      lostAtMs = undefined;
      setStatus({ name: reached ? "reconnecting" : "opening" });
      void connect();
    },
    dispose() {
      owned.dispose();
      timer?.dispose();
      client?.dispose();
    },
  };
}
