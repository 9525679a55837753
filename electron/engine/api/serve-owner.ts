import { safeParse } from "../../../shared/base/parse.ts";
import { fromStrictUtf8, utf8 } from "../../../shared/base/bytes.ts";
import { DisposableStore } from "../../../shared/base/disposable.ts";
import type { RefusalCode } from "../../../shared/commands/refusals.ts";
import type { Channel } from "../../../shared/channel/channel.ts";
import {
  type HostCallName,
  type HostErrorCode,
  hostCalls,
  type HostReply,
  hostRequestSchema,
} from "../../../shared/wire/host-api.ts";
import type { Host } from "../host.ts";
import { handlers } from "./handlers.ts";

function isHostCall(name: string): name is HostCallName {
  return Object.hasOwn(hostCalls, name);
}

/** Answers the owner's calls on one line, and tells it of changes until it closes. Each call is given to `answering`. */
export function serveOwner(host: Host, channel: Channel, answering: (answered: Promise<void>) => void): void {
  const owned = new DisposableStore();
  const reply = (message: HostReply) => {
    // An owner's window that takes nothing is stuck: it opens a new line when it comes to itself.
    if (channel.send(utf8(JSON.stringify(message))) === "full") channel.close("too-slow");
  };
  const refuse = (id: number, code: HostErrorCode | RefusalCode, message: string) =>
    reply({ id, ok: false, code, message });

  const handle = async (frame: Uint8Array) => {
    const text = fromStrictUtf8(frame);
    let value: unknown;
    try {
      value = JSON.parse(text ?? "");
    } catch {
      return channel.close("protocol-error");
    }
    const request = safeParse(hostRequestSchema, value);
    if (!request.success) return channel.close("protocol-error");
    const { id, call, input } = request.data;
    if (!isHostCall(call))
      return refuse(id, "unknown-call", `The host knows no call ${JSON.stringify(call)}.`);
    const parsed = safeParse(hostCalls[call].input, input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return refuse(id, "malformed", `${issue?.path.join(".") || call}: ${issue?.message ?? "not valid"}`);
    }
    const handler = handlers[call] as (
      host: Host,
      input: unknown,
    ) => ReturnType<(typeof handlers)[HostCallName]>;
    try {
      const result = await handler(host, parsed.data);
      if (result.ok) reply({ id, ok: true, value: result.value });
      else refuse(id, result.error.code, result.error.message);
    } catch (cause) {
      host.options.logger.error("a call of the owner failed", { call, reason: String(cause) });
      refuse(id, "internal-error", "Something failed on the host; its log says what.");
    }
  };

  owned.add(channel.onFrame((frame) => answering(handle(frame))));
  owned.add(host.onSessions((sessions) => reply({ event: "sessions", value: [...sessions] })));
  owned.add(host.onSignaling((signaling) => reply({ event: "signaling", value: signaling })));
  channel.onClose(() => owned.dispose());
}
