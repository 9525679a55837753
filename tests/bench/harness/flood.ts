import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { z } from "zod";
import { benchProgram, type Workplace } from "./workplace.ts";

/** The key that makes the flood target write its file. Others are read and mean nothing. */
export const floodKey = "g";
/** What the target writes after the file, with the flood's number behind it. */
export const endMarker = (flood: number) => `== the end of flood ${flood} ==`;

/** When the target began to write and when the terminal had taken its last byte; on the clock all processes share. */
export const floodTimesSchema = z.object({ startedMs: z.number(), endedMs: z.number() });
export type FloodTimes = z.output<typeof floodTimesSchema>;

/** A program that floods its terminal with a file on a key, and tells when. */
export interface FloodTarget {
  readonly argv: readonly [string, ...string[]];
  /** The next flood that ends. Asked for before the key is pressed. */
  nextFlood(): Promise<FloodTimes>;
  dispose(): void;
}

export async function createFloodTarget(workplace: Workplace, file: string): Promise<FloodTarget> {
  const socket = join(workplace.newFolder("flood"), "times");
  const waiting: ((times: FloodTimes) => void)[] = [];
  const server = createServer((connection) => {
    connection.on("error", () => {});
    createInterface({ input: connection }).on("line", (line) => {
      waiting.shift()?.(floodTimesSchema.parse(JSON.parse(line)));
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  server.unref();
  return {
    argv: [process.execPath, benchProgram("flood-target"), file, socket],
    nextFlood: () => new Promise((resolve) => waiting.push(resolve)),
    dispose: () => void server.close(),
  };
}
