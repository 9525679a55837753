import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { createCommandTarget } from "../../../electron/engine/targets/command.ts";
import type { Target } from "../../../electron/engine/targets/target.ts";
import { fileURLToPath } from "node:url";
import { fromUtf8 } from "../../../shared/base/bytes.ts";
import { started, type Watched } from "../../contracts/target.ts";
import { until } from "../../support/until.ts";
import { createTestTerminal, describeState, firstDifference, type TestTerminal, textOf } from "./support.ts";

const script = fileURLToPath(new URL("taking-over.ts", import.meta.url));
const size = { cols: 60, rows: 12 };
const created: Target[] = [];

interface Seat extends Watched {
  readonly user: TestTerminal;
  type(text: string): void;
  /** The rows of the user's terminal. */
  rows(): readonly string[];
}

/** A user in a shell in a terminal, who starts the program; what the shell finds afterwards is printed. */
async function sitDown(env: NodeJS.ProcessEnv = process.env): Promise<Seat> {
  const line =
    '"$0" "$1" 2>/dev/null; echo "code $?"; stty -a | tr " " "\\n" | grep -x -e "-\\?icanon" -e "-\\?echo"';
  const argv = ["bash", "-c", `echo 'a shell'; ${line}`, process.execPath, script] as const;
  const target = createCommandTarget({ env, cwd: "/", ...size, argv: [...argv] });
  created.push(target);
  const user = createTestTerminal(size);
  const decoder = new TextDecoder();
  // Before whoever waits for a text looks at the screen.
  target.onOutput((bytes) => user.write(decoder.decode(bytes, { stream: true })));
  const watched = await started(target);
  return {
    ...watched,
    user,
    type: (text) => void target.handle({ type: "write", data: text }),
    rows: () => Array.from({ length: size.rows }, (_, row) => textOf(user.terminal, row)),
  };
}

/** What is left of it on the user's terminal. */
async function afterwards({ exit, rows, user }: Seat): Promise<readonly string[]> {
  await exit;
  expect(user.terminal.buffer.active.type).toBe("normal");
  expect(user.terminal.modes).toMatchObject({ bracketedPasteMode: false, wraparoundMode: true });
  expect(describeState(user.terminal)).toMatchObject({ style: 0, applicationCursorKeysMode: false });
  expect(describeState(user.terminal)).not.toMatchObject({ cursor: "hidden" });
  return rows().filter((row) => row !== "");
}

afterEach(async () => {
  await Promise.all(created.splice(0).map((target) => target.dispose()));
});

describe("the user's terminal", () => {
  test("shows the session's screen, keys, pastes and commands, and is given back", async () => {
    const seat = await sitDown();
    await seat.shows("ready");
    const expected = createTestTerminal({ cols: 60, rows: 10 });
    expected.write("\x1b[1;32mready\x1b[m 日本 ┌─┐\r\n");
    expect(firstDifference(expected.terminal, seat.user.terminal)).toBeUndefined();
    seat.type("ls\x1b[A");
    await seat.shows('keys "ls');
    seat.type("\x1b[200~pasted\rtext\x1b[201~");
    await seat.shows("paste");
    seat.type("\x1d?");
    await seat.shows("command ?");
    expect(seat.rows().slice(0, 5)).toEqual([
      "ready 日本 ┌─┐",
      'keys "ls\\u001b[A"',
      'paste "pasted\\rtext"',
      "command ?",
      "",
    ]);
    seat.type("\x1dq");
    expect(await afterwards(seat)).toEqual(["a shell", "code 0", "icanon", "echo"]);
    expect(seat.text()).not.toContain("hostile");
  });

  test("is painted anew when its window changes", async () => {
    const seat = await sitDown();
    await seat.shows("ready");
    seat.user.terminal.resize(20, 5);
    seat.target.handle({ type: "resize", cols: 20, rows: 5 });
    await seat.shows("resized 20x5");
    expect(textOf(seat.user.terminal, 0)).toBe("ready 日本 ┌─┐");
    expect(textOf(seat.user.terminal, 1)).toBe("resized 20x5");
  });

  test.each([
    ["a crash", "!", "code 1"],
    ["an exit in the middle", "0", "code 3"],
  ])("is given back by %s", async (_, key, code) => {
    const seat = await sitDown();
    await seat.shows("ready");
    seat.type(key);
    expect(await afterwards(seat)).toEqual(["a shell", code, "icanon", "echo"]);
  });

  test.each([
    ["an exit", "F", undefined, "code 3"],
    ["SIGTERM", "f", "SIGTERM", "code 143"],
  ])("is given back by %s in the middle of what it has not read", async (_, key, signal, code) => {
    const folder = mkdtempSync(join(tmpdir(), "tandem-terminal-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const seat = await sitDown({ ...process.env, FILE_ONCE_FULL: join(folder, "full") });
    await seat.shows("ready");
    seat.target.setFlow("pause");
    seat.type(key);
    await until("a terminal that takes nothing any more", () => readdirSync(folder).includes("full"));
    if (signal !== undefined) process.kill(await childRunning(script), signal);
    seat.target.setFlow("run");
    expect(await afterwards(seat)).toEqual(expect.arrayContaining([code, "icanon", "echo"]));
  });

  test.each([
    ["SIGTERM", "code 143"],
    ["SIGINT", "code 130"],
    ["SIGHUP", "code 129"],
  ])("is given back by %s, which then does what it always does", async (signal, code) => {
    const seat = await sitDown();
    await seat.shows("ready");
    const pid = await childRunning(script);
    process.kill(pid, signal);
    expect((await afterwards(seat)).filter((row) => row.startsWith("code"))).toEqual([code]);
  });
});

/** The one process whose command line ends with this. */
async function childRunning(argument: string): Promise<number> {
  const { readdir, readFile } = await import("node:fs/promises");
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids) {
    const words = fromUtf8(await readFile(`/proc/${pid}/cmdline`).catch(() => new Uint8Array())).split("\0");
    if (words.length === 3 && words[1] === argument) return pid;
  }
  throw new Error(`nothing runs ${argument}`);
}
