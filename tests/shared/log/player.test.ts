import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { fromUtf8 } from "../../../shared/base/bytes.ts";
import { encodeHeader } from "../../../shared/log/header.ts";
import { fileOf, headerOf, recordSession } from "./fixture.ts";

/** The part of asciinema-player that reads and times recordings and needs no page: its parser, and what plays it. */
interface PlayerCore {
  terminalReady(): void;
  init(): Promise<unknown>;
  getDuration(): number;
  seek(to: string): Promise<unknown>;
  addEventListener(name: string, listener: (data: unknown) => void): void;
}

type Core = new (source: { readonly data: string }, options: object) => PlayerCore;

const coreSchema = z.object({ C: z.custom<Core>((value) => typeof value === "function") });

const silent = { log() {}, debug() {}, info() {}, warn() {}, error() {} };

async function play(file: Uint8Array) {
  const folder = new URL("../../../node_modules/asciinema-player/dist/", import.meta.url);
  const name = readdirSync(fileURLToPath(folder)).find((each) => each.startsWith("core-"));
  const core = coreSchema.parse(await import(new URL(name ?? "core.js", folder).href));
  const player = new core.C({ data: fromUtf8(file) }, { logger: silent, preload: true });
  const shown: string[] = [];
  const sizes: unknown[] = [];
  player.addEventListener("output", (text) => shown.push(String(text)));
  player.addEventListener("resize", (size) => sizes.push(size));
  player.terminalReady();
  await player.init();
  const seconds = player.getDuration();
  await player.seek("100%");
  return { seconds, text: shown.join(""), sizes };
}

test("[L1] asciinema's own player takes a recording, passes over our codes and keeps the time", async () => {
  const { public: log } = recordSession();
  const played = await play(fileOf(log.lines));
  expect(played.text.match(/df -h \d/g)).toEqual(["df -h 0", "df -h 1", "df -h 2", "df -h 3"]);
  expect(played.text).toContain('Größe 日本語 \u{1f600} "quoted" \\ back\r\n');
  expect(played.text).not.toContain("chat.sent");
  expect(played.sizes).toContainEqual({ cols: 100, rows: 30 });
  expect(played.seconds).toBeCloseTo(4.426, 3);
});

test("the player does not take what is not a recording", async () => {
  const header = fromUtf8(encodeHeader(headerOf())).replace('"version":3', '"version":7');
  await expect(play(new TextEncoder().encode(`${header}\n`))).rejects.toThrow("not supported");
});
