import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { visit } from "../support/pages.ts";
import { programPath } from "../support/programs.ts";
import { createInstallation } from "../support/tandem.ts";
import { readRecording, replay, textOf } from "./recorded.ts";

const player = createRequire(import.meta.url).resolve("asciinema-player/dist/bundle/asciinema-player.min.js");
const styles = createRequire(import.meta.url).resolve("asciinema-player/dist/bundle/asciinema-player.css");

const page = `<!doctype html><meta charset="utf-8"><title>player</title>
<link rel="stylesheet" href="/player.css"><link rel="icon" href="data:,"><div id="player"></div>
<script src="/player.js"></script>
<script>
  const said = [];
  const log = (...words) => said.push(words.join(" "));
  const player = AsciinemaPlayer.create("/recording.cast", document.getElementById("player"), {
    speed: 50, idleTimeLimit: 0.05, cursorMode: "hidden",
    logger: { log() {}, debug() {}, info() {}, warn: log, error: log },
  });
  window.ended = new Promise((resolve) => player.addEventListener("ended", () => resolve(said)));
  player.play();
</script>`;

/** Colours, characters of two cells, line drawing, a scroll region, a screen of its own, and what is left of them. */
const script = String.raw`
printf 'one \e[1;31mred\e[0m two \e[38;2;10;200;30mgreen\e[0m\n'
printf '狐狸 and é and ✓\n'
printf '\e(0lqqqk\e(B\n\e(0x\e(B in\e(0x\e(B\n\e(0mqqqj\e(B\n'
for i in 1 2 3 4 5 6 7 8; do printf 'line %s\n' $i; done
printf '\e[?1049h\e[2J\e[5;5Hanother screen'; sleep 0.05; printf '\e[?1049l'
printf '\e[3;6r\e[6;1H\n\n\e[r\e[20;1H'
read -r -p 'go on? ' answer
printf 'answered \e[7m%s\e[0m\n' "$answer"
`;

const own = createInstallation();
let browser: Browser;
let server: Server;
let recording: string;

beforeAll(async () => {
  browser = await launchBrowser();
  const env = { LANG: "C.UTF-8" };
  const words = ["--target", "command", "--mode", "interactive", "--cols", "60", "--rows", "22"];
  const session = await own.start([...words, "--", programPath("bash"), "-c", script], { env });
  recording = session.recording;
  const link = await own.share(session.id, "--grant", "interact", "--no-approve");
  const guest = await own.join(link.url, "--name", "Ben", "--yes");
  await guest.command("chat.send", { text: "shall I?" });
  await guest.command("input.key", { data: "yes\r" });
  await guest.done;
  await session.process.done;

  const files: Readonly<Record<string, readonly [type: string, path: string]>> = {
    "/player.js": ["text/javascript", player],
    "/player.css": ["text/css", styles],
    "/recording.cast": ["application/x-asciicast", recording],
  };
  server = createServer((request, response) => {
    const [type, path] = files[request.url ?? ""] ?? ["text/html", undefined];
    response.setHeader("content-type", type);
    response.end(path === undefined ? page : readFileSync(path));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  await own.dispose();
});

test("[L1] asciinema's own player plays a recording of ours to the same screen", async () => {
  const recorded = readRecording(recording);
  const types = new Set(recorded.events.map(({ type }) => type));
  for (const type of ["output", "chat.sent", "input.submitted", "target.exited", "checkpoint"] as const) {
    expect(types, "there is something in it that players skip").toContain(type);
  }
  const { port } = server.address() as AddressInfo;
  const visitor = await visit(browser, `http://127.0.0.1:${port}/`);
  const said = await visitor.page.evaluate(() => Reflect.get(window, "ended"));
  expect(said, "the player complains of nothing").toEqual([]);
  const shown = async () =>
    (await visitor.page.locator(".ap-line").allTextContents())
      .map((line) => line.trimEnd())
      .join("\n")
      .trimEnd();
  const ours = textOf(await replay(recorded));
  expect(ours).toContain("answered yes");
  expect(ours).toContain("狐狸 and é and ✓");
  // The player says that it has ended before it has painted the end.
  await expect.poll(shown).toBe(ours);
  expect(visitor.problems).toEqual([]);
});
