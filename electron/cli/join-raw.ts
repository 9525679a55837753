import { StringDecoder } from "node:string_decoder";
import { fromUtf8 } from "../../shared/base/bytes.ts";
import type { SessionClient } from "../../shared/client/session-client.ts";
import { systemClock } from "../engine/ports.ts";
import { createHostClock } from "./host-clock.ts";
import { createPresence } from "./presence.ts";
import { pieces } from "./terminal/input.ts";

/** Characters of one keystroke message. */
const chunkLength = 2_048;

/** For pipes: standard input goes in as keystrokes, the screen's bytes come out; nothing is interpreted. */
export function joinRaw(client: SessionClient, note: (sentence: string) => void): void {
  const presence = createPresence(client, createHostClock(client, systemClock));
  const noted = new Set<string>();
  client.setSink({
    reset(screen, done) {
      // Starts a reader's terminal anew (RIS), as the screen that follows expects.
      process.stdout.write(`\u001bc${fromUtf8(screen.data)}`, done);
    },
    write: (text, done) => void process.stdout.write(text, done),
    resize: () => {},
  });
  const decoder = new StringDecoder("utf8");
  let last: Promise<unknown> = Promise.resolve();
  /** What is piped in waits in the pipe while there is no line to type on. */
  const listen = () => {
    if (client.status.name === "live") process.stdin.resume();
    else process.stdin.pause();
  };
  const typeIn = (text: string) => {
    presence.note();
    for (const data of pieces(text, chunkLength)) {
      last = client.call("input.key", { data }).then((result) => {
        if (result.ok || noted.has(result.code)) return;
        noted.add(result.code);
        note(result.message);
      });
    }
    // Reading on before the host has taken it would fill this process with what the target does not read.
    process.stdin.pause();
    void last.then(listen);
  };
  process.stdin.on("data", (bytes: Buffer) => typeIn(decoder.write(bytes)));
  client.onStatus(listen);
  listen();
}
