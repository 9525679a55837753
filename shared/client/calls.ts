import type { CommandInput, PeerCommandName } from "../commands/table.ts";
import { type RefusalCode, refusal } from "../commands/refusals.ts";
import { showControls } from "../vt/clean.ts";
import { type Answer, type ClientMessage, encodeMessage } from "../wire/messages.ts";
import { type Connection, maxMessageBytes } from "../channel/connection.ts";

/** What became of a command. */
export type CallResult =
  | { readonly ok: true; readonly seq: number; readonly value?: unknown }
  | { readonly ok: false; readonly code: RefusalCode; readonly message: string };

/** Commands under way on a line. Each gets exactly one answer, also when the line goes. */
export interface Calls {
  call<Name extends PeerCommandName>(name: Name, input: CommandInput<Name>): Promise<CallResult>;
  /** By name, unchecked here: the host checks. For programs that pass on what they read. */
  callByName(name: string, input: unknown): Promise<CallResult>;
  scrollback(): Promise<CallResult>;
  handleAnswer(answer: Answer): void;
  setConnection(connection: Connection | undefined): void;
}

const notConnected: CallResult = { ok: false, ...refusal("not-connected") };
const tooLong: CallResult = {
  ok: false,
  ...refusal("malformed", "It is longer than anything the host takes."),
};
const tooFast: CallResult = { ok: false, ...refusal("too-fast") };

export function createCalls(): Calls {
  const open = new Map<number, (result: CallResult) => void>();
  let connection: Connection | undefined;
  let nextId = 1;

  const send = (make: (id: number) => ClientMessage): Promise<CallResult> => {
    if (connection === undefined) return Promise.resolve(notConnected);
    const id = nextId++;
    const message = encodeMessage(make(id));
    if (message.length > maxMessageBytes.call) return Promise.resolve(tooLong);
    const sent = connection.send("call", message);
    if (sent !== "sent") return Promise.resolve(sent === "full" ? tooFast : notConnected);
    return new Promise((resolve) => open.set(id, resolve));
  };

  return {
    call: (name, input) => send((id) => ({ t: "call", id, command: name, input })),
    callByName: (name, input) => send((id) => ({ t: "call", id, command: name, input })),
    scrollback: () => send((id) => ({ t: "scrollback", id })),
    handleAnswer(answer) {
      const resolve = open.get(answer.id);
      open.delete(answer.id);
      resolve?.(
        answer.ok
          ? { ok: true, seq: answer.seq, ...(answer.value === undefined ? {} : { value: answer.value }) }
          : // It is shown to people, on a terminal too, and the host may be anybody.
            { ok: false, code: answer.code, message: showControls(answer.message) },
      );
    },
    setConnection(next) {
      connection = next;
      const waiting = [...open.values()];
      open.clear();
      for (const resolve of waiting) resolve(notConnected);
    },
  };
}
