import { assertNever } from "../shared/base/assert.ts";
import { fromBase64url } from "../shared/base/bytes.ts";
import type { Clock, Crypto, Logger } from "../shared/base/ports.ts";
import { toldBudget } from "../shared/signaling/budget.ts";
import { opensLink } from "../shared/signaling/door.ts";
import { routeFrame, stepDoors } from "../shared/signaling/doors.ts";
import {
  type DoorsInput,
  type DoorsOutput,
  type DoorsRules,
  type DoorsState,
  noDoors,
} from "../shared/signaling/doors-types.ts";
import { countedAs } from "./addresses.ts";
import type { Failures } from "./failures.ts";
import type { GuestSocket, LineSocket } from "./ends.ts";
import type { SignalingLimits } from "./limits.ts";
import { createNewLinks } from "./new-links.ts";
import type { Store } from "./store/store.ts";

export interface RelayOptions {
  readonly store: Store;
  readonly crypto: Pick<Crypto, "sha256">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: SignalingLimits;
  readonly failures: Readonly<Record<"host" | "guest", Failures>>;
}

/** Runs the doors: takes what sockets report, does what was decided. */
export interface Relay {
  handle(input: DoorsInput): void;
  addLine(id: number, address: string, socket: LineSocket): void;
  addGuest(id: number, address: string, socket: GuestSocket): void;
  /** A frame that came on a host's line. */
  handleLineFrame(line: number, stream: number, payload: Uint8Array): void;
  /** A frame that came from a guest. */
  handleGuestFrame(guest: number, payload: Uint8Array): void;
  readonly state: DoorsState;
  readonly streams: number;
  endAll(): void;
}

export function createRelay(options: RelayOptions): Relay {
  const { store, clock, logger, limits } = options;
  const rules: DoorsRules = {
    streamsPerHost: limits.streamsPerHost,
    requestsUnderWay: limits.requestsUnderWay,
    told: toldBudget({ bytesPerSecond: limits.streamBytesPerSecond, burstBytes: limits.streamBurstBytes }),
  };
  const newLinks = createNewLinks(limits);
  const lines = new Map<number, LineSocket>();
  const guests = new Map<number, GuestSocket>();
  const inbox: DoorsInput[] = [];
  let state = noDoors;
  let running = false;

  /** A mailbox: one input is done with before the next begins, whatever its effects report. */
  function handle(input: DoorsInput): void {
    inbox.push(input);
    if (running) return;
    running = true;
    try {
      for (let next = inbox.shift(); next !== undefined; next = inbox.shift()) {
        const before = state;
        const step = stepDoors(state, next, rules);
        state = step.state;
        for (const output of step.outputs) perform(output);
        forgetGone(next);
        logHosts(before, next);
      }
    } finally {
      running = false;
    }
  }

  function forgetGone(input: DoorsInput): void {
    if (input.type === "line.gone") lines.delete(input.line);
    if (input.type === "guest.gone") guests.delete(input.guest);
  }

  function logHosts(before: DoorsState, input: DoorsInput): void {
    if (before.hosts === state.hosts) return;
    const fields = {
      host: input.type === "line.proved" ? input.host.slice(0, 8) : undefined,
      hosts: state.hosts.size,
    };
    logger.info(input.type === "line.proved" ? "host online" : "host offline", fields);
  }

  function perform(output: DoorsOutput): void {
    switch (output.type) {
      case "line.send":
        return lines.get(output.line)?.send(output.message);
      case "line.send-closed":
        return lines.get(output.line)?.sendClosed(output.stream, output.reason);
      case "line.end":
        lines.get(output.line)?.end(output.reason);
        lines.delete(output.line);
        return;
      case "guest.send":
        return guests.get(output.guest)?.open(output.message);
      case "guest.end":
        guests.get(output.guest)?.end(output.reason);
        guests.delete(output.guest);
        return;
      case "link.used":
        return store.noteUse(output.link, clock.wallMs());
      case "failure":
        return noteFailure(output.by, output.address);
      case "store.put":
      case "store.withdraw":
      case "store.sync":
        return void askStore(output);
      case "door.check":
        return void checkDoor(output);
      default:
        return assertNever(output);
    }
  }

  function noteFailure(by: "host" | "guest", address: string): void {
    if (!options.failures[by].note(countedAs(address), clock.monotonicMs())) return;
    logger.warn("address limited", { by, address, failures: limits.failures });
  }

  async function askStore(
    output: Extract<DoorsOutput, { type: "store.put" | "store.withdraw" | "store.sync" }>,
  ): Promise<void> {
    const { line, host, request } = output;
    const nowMs = clock.wallMs();
    const address = countedAs(state.lines.get(line)?.address ?? "unknown");
    const mayAdd = () => newLinks.take(address, clock.monotonicMs());
    if (output.type === "store.sync") {
      const synced = await store.syncLinks(host, output.links, nowMs, mayAdd);
      if (synced.ok) handle({ type: "store.synced", line, request, refused: synced.value });
      else handle({ type: "store.refused", line, request, code: synced.error });
      return;
    }
    const done =
      output.type === "store.put"
        ? await store.putLink(host, output.link, nowMs, mayAdd)
        : await store.withdrawLink(host, output.link, nowMs);
    if (done.ok) handle({ type: "store.done", line, request });
    else handle({ type: "store.refused", line, request, code: done.error });
  }

  async function checkDoor({
    guest,
    link,
    door,
  }: Extract<DoorsOutput, { type: "door.check" }>): Promise<void> {
    const found = await store.findLink(link);
    if (!found.ok) return handle({ type: "door.checked", guest, link, verdict: { kind: "store-failed" } });
    const record = found.value;
    const presented = fromBase64url(door) ?? new Uint8Array(0);
    const opens = opensLink(options.crypto, record, presented, clock.wallMs());
    const verdict =
      opens && record !== undefined
        ? ({ kind: "opens", host: record.host } as const)
        : ({ kind: "does-not-open" } as const);
    handle({ type: "door.checked", guest, link, verdict });
  }

  return {
    handle,
    addLine(id, address, socket) {
      lines.set(id, socket);
      handle({ type: "line.connected", line: id, address });
    },
    addGuest(id, address, socket) {
      guests.set(id, socket);
      handle({ type: "guest.connected", guest: id, address });
    },
    handleLineFrame(line, stream, payload) {
      const target = routeFrame(state, line, stream);
      if (target === "never") return handle({ type: "line.failed", line, reason: "protocol-error" });
      if (target === "ended") {
        // Under way while the stream ended; but there is an end to that as well.
        if (lines.get(line)?.takeStray(payload.length) === false) {
          handle({ type: "line.failed", line, reason: "over-budget" });
        }
        return;
      }
      const problem = guests.get(target)?.deliver(payload);
      if (problem !== undefined) handle({ type: "guest.failed", guest: target, reason: problem });
    },
    handleGuestFrame(guest, payload) {
      const from = state.guests.get(guest);
      if (from?.phase !== "open") return handle({ type: "guest.failed", guest, reason: "protocol-error" });
      const problem = lines.get(from.line)?.deliver(from.stream, payload);
      if (problem !== undefined) handle({ type: "guest.failed", guest, reason: problem });
    },
    get state() {
      return state;
    },
    get streams() {
      let streams = 0;
      for (const line of state.lines.values()) if (line.phase === "proved") streams += line.streams.size;
      return streams;
    },
    endAll() {
      for (const socket of [...lines.values(), ...guests.values()]) socket.end("lost");
      lines.clear();
      guests.clear();
      state = noDoors;
    },
  };
}
