import { fileURLToPath } from "node:url";
import { once } from "node:events";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createEngineProcess, type EngineProcess } from "../../electron/shell/engine-process.ts";
import { recorded, resetElectron } from "../support/electron-stand-in.ts";

const module = fileURLToPath(new URL("engine-fixture.mjs", import.meta.url));

/** A shared machine makes threads slow. */
const patience = { timeout: 15_000 };

interface Observed {
  readonly engine: EngineProcess;
  readonly deaths: string[];
  readonly messages: unknown[];
  /** Resolves at the next death. */
  nextDeath(): Promise<string>;
}

function startEngine(plan: string, restartDelaysMs: readonly number[] = [5, 10, 20]): Observed {
  const deaths: string[] = [];
  const messages: unknown[] = [];
  let tell = (_death: string) => {};
  engine = createEngineProcess({
    module,
    args: [plan],
    identity: () => Promise.resolve({ type: "identity", seed: "s".repeat(43), sealed: true }),
    restartDelaysMs,
    onMessage: (message) => messages.push(message),
    onDeath(code, next) {
      deaths.push(`${code} ${next}`);
      tell(`${code} ${next}`);
    },
  });
  const nextDeath = () => new Promise<string>((resolve) => (tell = resolve));
  return { engine, deaths, messages, nextDeath };
}

/** A port to the engine, and what comes out of it next. */
function openPort(to: EngineProcess): { port: MessagePort; next(): Promise<unknown> } {
  const { port1, port2 } = new MessageChannel();
  const next = async () => (await once(port1, "message"))[0];
  // @ts-expect-error: the stand-in's ports are Node's, which are shaped alike where the shell looks.
  to.open("host", port2);
  return { port: port1, next };
}

/** Resolves when a port to the engine is closed; Node tells of that only where all that came was read. */
function closedPort(to: EngineProcess): Promise<unknown> {
  const { port } = openPort(to);
  port.on("message", () => {});
  return once(port, "close");
}

let engine: EngineProcess | undefined;
beforeEach(resetElectron);
afterEach(() => engine?.stop());

describe("the engine's process", () => {
  it("gets its identity, and windows, also those that came before it began", async () => {
    const { engine, messages } = startEngine("well");
    const early = openPort(engine);
    expect(await early.next()).toBe("host true");
    await vi.waitFor(
      () => expect(messages).toEqual([{ type: "badge", sessions: 0, waiting: 0 }, { type: "ready" }]),
      patience,
    );
    const late = openPort(engine);
    expect(await late.next()).toBe("host true");
    late.port.postMessage("a key");
    expect(await late.next()).toBe("host heard a key");
  });

  it("is started again when it dies, at once where a window asks, and windows learn that their line is gone", async () => {
    const { engine, deaths, nextDeath } = startEngine("well", [60_000]);
    const before = openPort(engine);
    await before.next();
    const [closed, death] = [once(before.port, "close"), nextDeath()];
    before.port.postMessage("die");
    expect(await death).toBe("5 restarting");
    await closed;
    expect(await openPort(engine).next()).toBe("host true");
    expect(deaths).toEqual(["5 restarting"]);
    expect(recorded.engines).toHaveLength(2);
  });

  it("is given up when it dies every time, until a window asks for it again", async () => {
    const { engine, deaths, nextDeath } = startEngine("die-after-identity", [5, 10]);
    const closed = closedPort(engine);
    while (!(await nextDeath()).endsWith("given-up"));
    expect(deaths).toEqual(["4 restarting", "4 restarting", "4 given-up"]);
    await closed;
    const again = nextDeath();
    const closedAgain = closedPort(engine);
    expect(await again).toBe("4 restarting");
    await closedAgain;
  });

  it("hears of another identity as soon as there is one", async () => {
    const { engine, messages } = startEngine("well");
    await vi.waitFor(() => expect(messages).toHaveLength(2), patience);
    engine.identify();
    await vi.waitFor(() => expect(messages).toHaveLength(4), patience);
  });

  it("is ended when it says what is not in its protocol", async () => {
    const { nextDeath } = startEngine("well");
    const death = nextDeath();
    recorded.engines[0]?.emit("message", { type: "badge", sessions: -1 });
    expect(await death).toMatch(/restarting$/);
  });

  it("is asked to stop, is gone afterwards, and does not come back", async () => {
    const { engine, deaths } = startEngine("well");
    await openPort(engine).next();
    await engine.stop();
    expect(deaths).toEqual([]);
    expect(recorded.engines).toHaveLength(1);
    const { port } = openPort(engine);
    await once(port, "close");
  });
});
