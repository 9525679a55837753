import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter } from "node:events";
import { fileURLToPath } from "node:url";
import type { MessagePort } from "node:worker_threads";
import type { EngineLike } from "../support/electron-stand-in.ts";
import { fromChildSchema, type ToChild } from "./engine-protocol.ts";

const childHalf = fileURLToPath(new URL("engine-child.ts", import.meta.url));

/** A process of its own in the place of Electron's utility process: the real engine, and real ports to it. */
export function forkEngine(module: string, args: readonly string[]): EngineLike {
  return new ForkedEngine(module, args);
}

class ForkedEngine extends EventEmitter implements EngineLike {
  readonly args: readonly string[];
  readonly #child: ChildProcess;
  readonly #ports = new Map<number, MessagePort>();

  constructor(module: string, args: readonly string[]) {
    super();
    this.args = args;
    this.#child = fork(childHalf, [module, ...args], { serialization: "advanced", execArgv: [] });
    this.#child.on("message", (raw) => {
      const message = fromChildSchema.parse(raw);
      if (message.to === "parent") this.emit("message", message.data);
      else if (message.closed === true) this.#ports.get(message.id)?.close();
      else this.#ports.get(message.id)?.postMessage(message.data);
    });
    this.#child.on("exit", (code) => {
      for (const port of this.#ports.values()) port.close();
      this.emit("exit", code ?? 1);
    });
  }

  postMessage(data: unknown, ports: readonly MessagePort[] = []) {
    const ids = ports.map((port) => {
      const id = this.#ports.size;
      this.#ports.set(id, port);
      return id;
    });
    // The message goes first: what a port says is of no use to a half that does not know the port.
    this.#tell({ to: "parentPort", data, ports: ids });
    for (const id of ids) {
      this.#ports.get(id)?.on("message", (said) => this.#tell({ to: "port", id, data: said }));
      this.#ports.get(id)?.on("close", () => this.#tell({ to: "port", id, closed: true }));
    }
  }

  kill() {
    return this.#child.kill("SIGKILL");
  }

  #tell(message: ToChild) {
    // Electron drops what is said to a process that has gone, and so is it here; its exit tells of that.
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}
