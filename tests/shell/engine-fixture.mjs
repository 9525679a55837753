// Plays the engine: does what its first argument says, and tells over each port what came with it.
import { parentPort } from "node:worker_threads";

const plan = process.argv[2];
if (plan === "die-at-once") process.exit(3);

parentPort.on("message", ({ message, ports }) => {
  if (message.type === "stop") process.exit(0);
  if (message.type === "identity") {
    if (plan === "die-after-identity") process.exit(4);
    if (message.sealed && message.seed === null) {
      parentPort.postMessage({ type: "identity.created", seed: "s".repeat(43) });
      return;
    }
    parentPort.postMessage({ type: "badge", sessions: plan === "with-sessions" ? 2 : 0, waiting: 0 });
    parentPort.postMessage({ type: "ready" });
  }
  if (message.type === "open") {
    const [port] = ports;
    port.on("message", (text) => {
      if (text === "die") process.exit(5);
      port.postMessage(`${message.path} heard ${text}`);
    });
    port.postMessage(`${message.path} ${message.owner}`);
  }
});
