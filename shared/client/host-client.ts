import { safeParse } from "../base/parse.ts";
import { fromUtf8, utf8 } from "../base/bytes.ts";
import type { Disposable } from "../base/disposable.ts";
import { Emitter, type Listen } from "../base/listen.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Channel } from "../channel/channel.ts";
import { type CloseReason, closeReasons } from "../channel/close-reason.ts";
import {
  type HostCallInput,
  type HostCallName,
  type HostCallOutput,
  hostCalls,
  hostReplySchema,
  type SessionSummary,
  type SignalingStatus,
} from "../wire/host-api.ts";

export interface HostError {
  readonly code: string;
  readonly message: string;
}

/** An owner's line to the host. */
export interface HostClient extends Disposable {
  call<Name extends HostCallName>(
    name: Name,
    input: HostCallInput<Name>,
  ): Promise<Result<HostCallOutput<Name>, HostError>>;
  readonly onSessions: Listen<readonly SessionSummary[]>;
  readonly onSignaling: Listen<SignalingStatus>;
  readonly onClose: Listen<CloseReason>;
}

const gone: HostError = { code: "host-gone", message: "The host has stopped. Start Tandem again." };

export function createHostClient(channel: Channel): HostClient {
  const open = new Map<number, (reply: Result<unknown, HostError>) => void>();
  const sessions = new Emitter<readonly SessionSummary[]>();
  const signaling = new Emitter<SignalingStatus>();
  const closes = new Emitter<CloseReason>();
  let nextId = 1;

  channel.onFrame((frame) => {
    let value: unknown;
    try {
      value = JSON.parse(fromUtf8(frame));
    } catch {
      return channel.close("protocol-error");
    }
    const parsed = safeParse(hostReplySchema, value);
    if (!parsed.success) return channel.close("protocol-error");
    const reply = parsed.data;
    if ("event" in reply) {
      if (reply.event === "sessions") sessions.emit(reply.value);
      else signaling.emit(reply.value);
      return;
    }
    const resolve = open.get(reply.id);
    open.delete(reply.id);
    resolve?.(reply.ok ? ok(reply.value) : err({ code: reply.code, message: reply.message }));
  });
  channel.onClose((reason) => {
    for (const resolve of open.values())
      resolve(err({ ...gone, message: `${gone.message} ${closeReasons[reason]}` }));
    open.clear();
    closes.emit(reason);
  });

  return {
    async call<Name extends HostCallName>(name: Name, input: HostCallInput<Name>) {
      const id = nextId++;
      if (channel.send(utf8(JSON.stringify({ id, call: name, input }))) !== "sent") return err(gone);
      const reply = await new Promise<Result<unknown, HostError>>((resolve) => open.set(id, resolve));
      if (!reply.ok) return reply;
      const output = safeParse(hostCalls[name].output, reply.value);
      if (!output.success)
        return err({ code: "malformed", message: "The host answered something unexpected." });
      return ok(output.data as HostCallOutput<Name>);
    },
    onSessions: sessions.listen,
    onSignaling: signaling.listen,
    onClose: closes.listen,
    dispose: () => channel.close("left"),
  };
}
