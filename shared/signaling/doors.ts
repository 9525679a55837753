import { assertNever } from "../base/assert.ts";
import type { LinkId } from "../base/ids.ts";
import type { RelayCloseReason } from "./close-codes.ts";
import type {
  DoorsInput,
  DoorsOutput,
  DoorsRules,
  DoorsState,
  DoorsStep,
  DoorVerdict,
  ProvedLine,
} from "./doors-types.ts";
import type { HostKey, HostRequest, ServerToHost } from "./messages.ts";

const lastStream = 0xffffffff;

/**
 * What the server decides: (state, input) → (state, outputs). It knows no socket, no clock and no store. Inputs about
 * lines and guests that are gone do nothing: their outcome may come late.
 */
export function stepDoors(state: DoorsState, input: DoorsInput, rules: DoorsRules): DoorsStep {
  switch (input.type) {
    case "line.connected": {
      const line = { phase: "challenged", address: input.address } as const;
      return { state: { ...state, lines: put(state.lines, input.line, line) }, outputs: [] };
    }
    case "line.proved":
      return proveLine(state, input.line, input.host, input.version, rules);
    case "line.failed":
      return endLine(state, input.line, input.reason, "count");
    case "line.late":
      return state.lines.get(input.line)?.phase === "challenged"
        ? endLine(state, input.line, "handshake-timeout", "count")
        : nothing(state);
    case "line.gone":
      return forgetLine(state, input.line);
    case "line.asked":
      return answerLine(state, input.line, input.request, rules);
    case "store.done":
      return replyLine(state, input.line, { type: "done", request: input.request });
    case "store.refused":
      return replyLine(state, input.line, { type: "refused", request: input.request, code: input.code });
    case "store.synced":
      return replyLine(state, input.line, {
        type: "synced",
        request: input.request,
        refused: [...input.refused],
      });
    case "guest.connected": {
      const guest = { phase: "waiting", address: input.address } as const;
      return { state: { ...state, guests: put(state.guests, input.guest, guest) }, outputs: [] };
    }
    case "guest.asked": {
      const guest = state.guests.get(input.guest);
      if (guest === undefined) return nothing(state);
      if (guest.phase !== "waiting") return endGuest(state, input.guest, "protocol-error", "count");
      const asking = { phase: "asking", address: guest.address } as const;
      return {
        state: { ...state, guests: put(state.guests, input.guest, asking) },
        outputs: [{ type: "door.check", guest: input.guest, link: input.link, door: input.door }],
      };
    }
    case "door.checked":
      return admitGuest(state, input.guest, input.link, input.verdict, rules);
    case "guest.failed":
      return endGuest(state, input.guest, input.reason, "count");
    case "guest.late": {
      const phase = state.guests.get(input.guest)?.phase;
      return phase === undefined || phase === "open"
        ? nothing(state)
        : endGuest(state, input.guest, "handshake-timeout", "count");
    }
    case "guest.gone":
      return forgetGuest(state, input.guest, input.reason);
    default:
      return assertNever(input);
  }
}

/** Where a host's frame goes: to a guest, nowhere (the stream has ended, the host may not know yet), or it was never given out. */
export function routeFrame(state: DoorsState, line: number, stream: number): number | "ended" | "never" {
  const from = state.lines.get(line);
  if (from?.phase !== "proved" || stream >= from.nextStream) return "never";
  return from.streams.get(stream) ?? "ended";
}

function nothing(state: DoorsState): DoorsStep {
  return { state, outputs: [] };
}

function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

/** A host has one line: a new one takes the place of the old, which may be dead without the server knowing yet. */
function proveLine(
  state: DoorsState,
  id: number,
  host: HostKey,
  version: number,
  rules: DoorsRules,
): DoorsStep {
  const line = state.lines.get(id);
  if (line?.phase !== "challenged") return nothing(state);
  const older = state.hosts.get(host);
  const cleared = older === undefined ? nothing(state) : endLine(state, older, "replaced", "excuse");
  const proved: ProvedLine = {
    phase: "proved",
    address: line.address,
    host,
    streams: new Map(),
    nextStream: 0,
    requestsUnderWay: 0,
  };
  return {
    state: {
      ...cleared.state,
      lines: put(cleared.state.lines, id, proved),
      hosts: put(cleared.state.hosts, host, id),
    },
    outputs: [
      ...cleared.outputs,
      { type: "line.send", line: id, message: { type: "welcome", version, budget: { ...rules.told } } },
    ],
  };
}

function answerLine(state: DoorsState, id: number, request: HostRequest, rules: DoorsRules): DoorsStep {
  const line = state.lines.get(id);
  if (line === undefined) return nothing(state);
  if (line.phase !== "proved") return endLine(state, id, "protocol-error", "count");
  if (request.type === "stream.close") {
    if (request.stream >= line.nextStream) return endLine(state, id, "protocol-error", "count");
    const guest = line.streams.get(request.stream);
    // The guest may have left at the same moment.
    if (guest === undefined) return nothing(state);
    const streams = without(line.streams, request.stream);
    return {
      state: {
        ...state,
        lines: put(state.lines, id, { ...line, streams }),
        guests: without(state.guests, guest),
      },
      outputs: [{ type: "guest.end", guest, reason: request.reason ?? "left" }],
    };
  }
  if (line.requestsUnderWay >= rules.requestsUnderWay) return endLine(state, id, "over-budget", "count");
  const asked = { ...line, requestsUnderWay: line.requestsUnderWay + 1 };
  return {
    state: { ...state, lines: put(state.lines, id, asked) },
    outputs: [storeCall(id, line.host, request)],
  };
}

function storeCall(
  line: number,
  host: HostKey,
  request: Exclude<HostRequest, { type: "stream.close" }>,
): DoorsOutput {
  switch (request.type) {
    case "link.publish": {
      const { link, session, door, expiresAtMs } = request;
      return {
        type: "store.put",
        line,
        host,
        request: request.request,
        link: { link, session, door, expiresAtMs },
      };
    }
    case "link.withdraw":
      return { type: "store.withdraw", line, host, request: request.request, link: request.link };
    case "links.sync":
      return { type: "store.sync", line, host, request: request.request, links: request.links };
    default:
      return assertNever(request);
  }
}

function replyLine(state: DoorsState, id: number, message: ServerToHost): DoorsStep {
  const line = state.lines.get(id);
  if (line?.phase !== "proved") return nothing(state);
  const answered = { ...line, requestsUnderWay: Math.max(0, line.requestsUnderWay - 1) };
  return {
    state: { ...state, lines: put(state.lines, id, answered) },
    outputs: [{ type: "line.send", line: id, message }],
  };
}

function admitGuest(
  state: DoorsState,
  id: number,
  link: LinkId,
  verdict: DoorVerdict,
  rules: DoorsRules,
): DoorsStep {
  const guest = state.guests.get(id);
  if (guest?.phase !== "asking") return nothing(state);
  if (verdict.kind === "store-failed") return endGuest(state, id, "internal-error", "excuse");
  if (verdict.kind === "does-not-open") return endGuest(state, id, "unknown-link", "count");
  const lineId = state.hosts.get(verdict.host);
  const line = lineId === undefined ? undefined : state.lines.get(lineId);
  // Only who holds a door that opens learns whether the host is there.
  if (lineId === undefined || line?.phase !== "proved") return endGuest(state, id, "host-offline", "excuse");
  if (line.streams.size >= rules.streamsPerHost || line.nextStream > lastStream) {
    return endGuest(state, id, "rate-limited", "excuse");
  }
  const stream = line.nextStream;
  const { address } = guest;
  const taken = { ...line, streams: put(line.streams, stream, id), nextStream: stream + 1 };
  return {
    state: {
      ...state,
      lines: put(state.lines, lineId, taken),
      guests: put(state.guests, id, { phase: "open", address, line: lineId, stream }),
    },
    outputs: [
      // The host first: it knows the stream before the guest can send on it.
      { type: "line.send", line: lineId, message: { type: "stream.opened", stream, link, address } },
      { type: "guest.send", guest: id, message: { type: "opened", budget: { ...rules.told } } },
      { type: "link.used", link },
    ],
  };
}

function endGuest(
  state: DoorsState,
  id: number,
  reason: RelayCloseReason,
  blame: "count" | "excuse",
): DoorsStep {
  const guest = state.guests.get(id);
  if (guest === undefined) return nothing(state);
  const forgotten = forgetGuest(state, id, reason);
  const outputs: DoorsOutput[] = [{ type: "guest.end", guest: id, reason }, ...forgotten.outputs];
  // One who was let through presented a valid door: what it does afterwards is between it and the host.
  if (blame === "count" && guest.phase !== "open") {
    outputs.push({ type: "failure", by: "guest", address: guest.address });
  }
  return { state: forgotten.state, outputs };
}

function forgetGuest(state: DoorsState, id: number, reason: RelayCloseReason): DoorsStep {
  const guest = state.guests.get(id);
  if (guest === undefined) return nothing(state);
  const guests = without(state.guests, id);
  const line = guest.phase === "open" ? state.lines.get(guest.line) : undefined;
  if (guest.phase !== "open" || line?.phase !== "proved") return nothing({ ...state, guests });
  const left = { ...line, streams: without(line.streams, guest.stream) };
  return {
    state: { ...state, guests, lines: put(state.lines, guest.line, left) },
    outputs: [{ type: "line.send-closed", line: guest.line, stream: guest.stream, reason }],
  };
}

function endLine(
  state: DoorsState,
  id: number,
  reason: RelayCloseReason,
  blame: "count" | "excuse",
): DoorsStep {
  const line = state.lines.get(id);
  if (line === undefined) return nothing(state);
  const forgotten = forgetLine(state, id);
  const outputs: DoorsOutput[] = [{ type: "line.end", line: id, reason }, ...forgotten.outputs];
  if (blame === "count" && line.phase === "challenged") {
    outputs.push({ type: "failure", by: "host", address: line.address });
  }
  return { state: forgotten.state, outputs };
}

/** Its guests learn that the line was lost; they come back by themselves. */
function forgetLine(state: DoorsState, id: number): DoorsStep {
  const line = state.lines.get(id);
  if (line === undefined) return nothing(state);
  const lines = without(state.lines, id);
  if (line.phase !== "proved") return nothing({ ...state, lines });
  const guests = new Map(state.guests);
  for (const guest of line.streams.values()) guests.delete(guest);
  const hosts = state.hosts.get(line.host) === id ? without(state.hosts, line.host) : state.hosts;
  return {
    state: { lines, guests, hosts },
    outputs: [...line.streams.values()].map((guest) => ({ type: "guest.end", guest, reason: "lost" })),
  };
}
