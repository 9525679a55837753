import { z } from "zod";

/** Calls one process answers another, by name. Both ends parse what they get by it. */
export type CallTable = Readonly<
  Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>
>;
export type Input<T extends CallTable, Name extends keyof T> = z.output<T[Name]["input"]>;
export type Output<T extends CallTable, Name extends keyof T> = z.output<T[Name]["output"]>;

const requestSchema = z.object({ id: z.number(), call: z.string(), input: z.unknown() });
const replySchema = z.union([
  z.object({ id: z.number(), value: z.unknown() }),
  z.object({ id: z.number(), error: z.string() }),
]);

/** One end of the channel between a process and the one that forked it. */
interface MessagePipe {
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
  onGone(listener: (why: string) => void): void;
}

export interface Caller<T extends CallTable> {
  /** Rejects where the other process refuses, dies, or takes longer than the limit. */
  call<Name extends keyof T & string>(name: Name, input: Input<T, Name>): Promise<Output<T, Name>>;
}

/** Nothing that is measured takes so long; what does hangs. */
const limitMs = 90_000;

export function createCaller<T extends CallTable>(table: T, pipe: MessagePipe): Caller<T> {
  const open = new Map<number, (reply: z.output<typeof replySchema>) => void>();
  let nextId = 1;
  let gone: string | undefined;
  pipe.onMessage((message) => {
    const reply = replySchema.parse(message);
    const settle = open.get(reply.id);
    open.delete(reply.id);
    settle?.(reply);
  });
  pipe.onGone((why) => {
    gone = why;
    for (const [id, settle] of open) settle({ id, error: why });
    open.clear();
  });
  return {
    async call(name, input) {
      const id = nextId++;
      const reply = await new Promise<z.output<typeof replySchema>>((resolve) => {
        if (gone !== undefined) return resolve({ id, error: gone });
        const timer = setTimeout(
          () => resolve({ id, error: `it took longer than ${limitMs / 1000} s` }),
          limitMs,
        );
        open.set(id, (settled) => {
          clearTimeout(timer);
          resolve(settled);
        });
        pipe.send({ id, call: name, input });
      });
      if ("error" in reply) throw new Error(`${name}: ${reply.error}`);
      const output: Output<T, typeof name> = table[name]?.output.parse(reply.value);
      return output;
    },
  };
}

/** Answers the process that forked this one; ends with it. */
export function serveCalls<T extends CallTable>(
  table: T,
  handlers: {
    readonly [Name in keyof T & string]: (input: Input<T, Name>) => Promise<Output<T, Name>> | Output<T, Name>;
  },
): void {
  const answer = async (message: unknown) => {
    const { id, call, input } = requestSchema.parse(message);
    try {
      const row = table[call];
      const handler = handlers[call];
      if (row === undefined || handler === undefined) throw new Error("there is no such call");
      const parsed: Input<T, typeof call> = row.input.parse(input);
      process.send?.({ id, value: (await handler(parsed)) ?? null });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  process.on("message", (message) => void answer(message));
  process.on("disconnect", () => process.exit());
}
