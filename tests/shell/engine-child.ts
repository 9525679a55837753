import { EventEmitter } from "node:events";
import { pathToFileURL } from "node:url";
import { type FromChild, toChildSchema } from "./engine-protocol.ts";

// Gives the engine's real entry what Electron gives a utility process: a parentPort, and ports that come with its
// messages. They go through the pipe of a forked process.

const say = (message: FromChild) => void (process.connected && process.send?.(message));

/** Electron's MessagePortMain, as the engine sees it: nothing is told before it is started. */
class MainPort extends EventEmitter {
  readonly #id: number;
  #early: (() => void)[] | undefined = [];
  constructor(id: number) {
    super();
    this.#id = id;
  }
  tell(event: "message" | "close", value?: unknown) {
    const emit = () => void this.emit(event, value);
    if (this.#early === undefined) emit();
    else this.#early.push(emit);
  }
  start() {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const emit of early) emit();
  }
  postMessage(data: unknown) {
    say({ to: "port", id: this.#id, data });
  }
  close() {
    say({ to: "port", id: this.#id, closed: true });
  }
}

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (data: unknown) => say({ to: "parent", data }),
});
const ports = new Map<number, MainPort>();
Object.assign(process, { parentPort });
process.on("message", (raw) => {
  const message = toChildSchema.parse(raw);
  if (message.to === "parentPort") {
    const given = message.ports.map((id) => new MainPort(id));
    for (const [at, id] of message.ports.entries()) {
      const port = given[at];
      if (port !== undefined) ports.set(id, port);
    }
    parentPort.emit("message", { data: message.data, ports: given });
  } else if (message.closed === true) ports.get(message.id)?.tell("close");
  else ports.get(message.id)?.tell("message", { data: message.data });
});

const [entry = ""] = process.argv.splice(2, 1);
await import(pathToFileURL(entry).href);
