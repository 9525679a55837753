import { z } from "zod";

/** What can be asked for, by name. */
export type Calls = Readonly<Record<string, { readonly input: unknown; readonly output: unknown }>>;

/** Calls one process answers another. Both ends parse what they get by it. */
export type CallTable<C extends Calls> = {
  readonly [Name in keyof C]: {
    readonly input: z.ZodType<C[Name]["input"]>;
    readonly output: z.ZodType<C[Name]["output"]>;
  };
};

type Schemas = Readonly<Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>>;
/** The types of the schemas of a table. */
export type CallsOf<T extends Schemas> = {
  readonly [Name in keyof T]: {
    readonly input: z.output<T[Name]["input"]>;
    readonly output: z.output<T[Name]["output"]>;
  };
};

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

export interface Caller<C extends Calls> {
  /** Rejects where the other process refuses, dies, or takes longer than the limit. */
  call<Name extends keyof C & string>(name: Name, input: C[Name]["input"]): Promise<C[Name]["output"]>;
}

/** Nothing that is measured takes so long; what does hangs. */
const limitMs = 180_000;

export function createCaller<C extends Calls>(table: CallTable<C>, pipe: MessagePipe): Caller<C> {
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
      return table[name].output.parse(reply.value);
    },
  };
}

/** Answers the process that forked this one; ends with it. */
export function serveCalls<C extends Calls>(
  table: CallTable<C>,
  handlers: {
    readonly [Name in keyof C]: (input: C[Name]["input"]) => Promise<C[Name]["output"]> | C[Name]["output"];
  },
): void {
  const answer = async (message: unknown) => {
    const { id, call, input } = requestSchema.parse(message);
    try {
      const row = table[call];
      const handler = handlers[call];
      if (row === undefined || handler === undefined) throw new Error("there is no such call");
      const parsed = row.input.parse(input);
      process.send?.({ id, value: (await handler(parsed)) ?? null });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  process.on("message", (message) => void answer(message));
  process.on("disconnect", () => process.exit());
}
