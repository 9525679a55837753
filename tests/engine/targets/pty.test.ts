import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { createCommandTarget } from "../../../electron/engine/targets/command.ts";
import type { PtyTargetOptions } from "../../../electron/engine/targets/pty.ts";
import type { Target } from "../../../electron/engine/targets/target.ts";
import { nextTurns, started, until, watch } from "../../contracts/target.ts";
import { count } from "../../support/counts.ts";

const created: Target[] = [];

function command(argv: readonly [string, ...string[]], more: Partial<PtyTargetOptions> = {}): Target {
  const target = createCommandTarget({ env: process.env, cwd: "/", cols: 80, rows: 24, ...more, argv });
  created.push(target);
  return target;
}

function script(text: string, more: Partial<PtyTargetOptions> = {}): Target {
  return command(["bash", "-c", text], more);
}

afterEach(async () => {
  await Promise.all(created.splice(0).map((target) => target.dispose()));
});

/** For what is done many times over; on a busy machine a process may take a fifth of a second to come and go. */
const longMs = 180_000;

const fiveMegabytes = 5_000_000;
/** Without line feeds, so that the terminal adds nothing. */
const writesFiveMegabytes = `head -c ${fiveMegabytes} /dev/zero | tr '\\0' x`;

describe("the output of a program", () => {
  test("[T1] is whole when it writes 5 MB and exits at once, every time", { timeout: longMs }, async () => {
    const runs = count(20, 60);
    for (let run = 0; run < runs; run++) {
      const target = script(writesFiveMegabytes);
      let bytes = 0;
      target.onOutput((chunk) => {
        bytes += chunk.length;
      });
      const { exit } = await started(target);
      await exit;
      expect(bytes).toBe(fiveMegabytes);
    }
  });

  test("[T1] comes before the exit of a program that dies at once", async () => {
    const { exit, text } = await started(script("printf bye; exit 3"));
    expect(await exit).toEqual({ code: 3 });
    expect(text()).toBe("bye");
  });

  test("[T1] is kept while paused, however long after the exit, and comes whole", async () => {
    const target = script("printf 'the end'; exit 4");
    target.setFlow("pause");
    const { exit, exits, text } = await started(target);
    // Longer than any of the limits that would throw it away.
    await nextTurns(200);
    expect(exits).toEqual([]);
    expect(text()).toBe("");
    target.setFlow("run");
    expect(await exit).toEqual({ code: 4 });
    expect(text()).toBe("the end");
  });

  test("[T1] loses nothing to a hundred pauses", async () => {
    const target = script("seq 1 300000");
    let pauses = 0;
    target.onOutput(() => {
      if (pauses++ >= 100) return;
      target.setFlow("pause");
      setTimeout(() => target.setFlow("run"), 1);
    });
    const { exit, text } = await started(target);
    await exit;
    const numbers = text().split("\r\n");
    expect(numbers.length).toBe(300_001);
    expect(numbers.every((line, index) => index === 300_000 || line === String(index + 1))).toBe(true);
  });

  test("is bytes as they were written, also where they are not UTF-8", async () => {
    const chunks: Uint8Array[] = [];
    const target = script("printf '\\377\\200\\303'");
    target.onOutput((bytes) => chunks.push(bytes));
    await (await started(target)).exit;
    expect(Buffer.concat(chunks)).toEqual(Buffer.from([0xff, 0x80, 0xc3]));
  });

  test("of what it left running does not hold up its exit", async () => {
    const quiet = await started(script("sleep 60 & echo done"));
    expect(await quiet.exit).toEqual({ code: 0 });
    expect(quiet.text()).toBe("done\r\n");
    const loud = await started(script("trap '' HUP; yes & sleep 0.05"));
    expect(await loud.exit).toEqual({ code: 0 });
  });
});

describe("the exit of a program", () => {
  test("is its own, also when it closes its terminal long before", async () => {
    const { exit } = await started(script("exec <&- >&- 2>&-; sleep 0.3; exit 5"));
    expect(await exit).toEqual({ code: 5 });
  });

  test("[T1] is found out as often as it happens", { timeout: longMs }, async () => {
    const runs = count(40, 400);
    for (let run = 0; run < runs; run++) {
      const { target, exit } = await started(command(["cat"]));
      target.handle({ type: "write", data: "\x04" });
      expect(await exit).toEqual({ code: 0 });
    }
  });

  test("by a signal is 128 and the signal, with the signal's name", async () => {
    const { exit } = await started(script("kill -KILL $$"));
    expect(await exit).toEqual({ code: 137, message: "It was ended by the signal SIGKILL." });
  });
});

describe("a program that never reads", () => {
  for (const [mode, settings] of [
    ["raw", "stty raw -echo"],
    ["line", "stty -echo"],
  ] as const) {
    test(`[F5] takes at most 64 KiB of a megabyte pasted in ${mode} mode, at no cost while it waits`, async () => {
      const { target, shows } = await started(script(`${settings}; echo ready; sleep 60`));
      await shows("ready");
      const piece = `${"x".repeat(1023)}\n`.repeat(16);
      const results = Array.from({ length: 64 }, () => target.handle({ type: "write", data: piece }));
      expect(results.filter((result) => result === "sent").length).toBeLessThanOrEqual(6);
      expect(results.at(-1)).toBe("full");
      const before = process.cpuUsage();
      await new Promise((resolve) => setTimeout(resolve, 400));
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(100);
      expect(target.handle({ type: "write", data: piece })).toBe("full");
    });
  }

  test("[F5] holds one input of any length, and no second one", async () => {
    const { target, shows } = await started(script("stty raw -echo; echo ready; sleep 60"));
    await shows("ready");
    expect(target.handle({ type: "write", data: "x".repeat(1_000_000) })).toBe("sent");
    expect(target.handle({ type: "write", data: "y" })).toBe("full");
  });

  test("gets all of it, in order, once it reads", async () => {
    const total = 400_000;
    const target = script(`stty raw -echo; echo ready; sleep 0.2; head -c ${total} | sha256sum`);
    const { shows, text, exit } = await started(target);
    await shows("ready");
    const data = Array.from({ length: total / 8 }, (_, index) => String(index).padStart(8, "0")).join("");
    for (let at = 0; at < total; at += 10_000) {
      const piece = data.slice(at, at + 10_000);
      await until(() => target.handle({ type: "write", data: piece }) === "sent");
    }
    await exit;
    expect(text()).toContain(createHash("sha256").update(data).digest("hex"));
  });
});

describe("the terminal of a program", () => {
  test("has the size it was made with, and tells the program of a new one", async () => {
    const target = script("trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.01; done", {
      cols: 101,
      rows: 33,
    });
    const { shows, text, exit } = await started(target);
    await shows("33 101");
    target.handle({ type: "resize", cols: 132, rows: 43 });
    await exit;
    expect(text()).toBe("33 101\r\n43 132\r\n");
  });

  test("erases whole characters in line mode", async () => {
    const { exit, text } = await started(script("stty -a"));
    await exit;
    expect(text()).toMatch(/ iutf8\b/);
  });

  test("is all that the program inherits, whatever else this process has open", async () => {
    await started(script("sleep 60"));
    const { exit, text } = await started(command(["ls", "/proc/self/fd"]));
    await exit;
    // 3 is the folder that ls reads.
    expect(text().trim().split(/\s+/)).toEqual(["0", "1", "2", "3"]);
  });
});

describe("a program that cannot be started", () => {
  const start = (target: Target) => target.start(new AbortController().signal);

  test("is refused with the reason", async () => {
    const found = (message: string) => ({ ok: false, error: { code: "target-not-found", message } });
    const failed = (message: string) => ({ ok: false, error: { code: "target-failed", message } });
    expect(await start(command(["no-such-program-1"]))).toEqual(
      found('The program "no-such-program-1" was not found. It is in none of the folders of PATH.'),
    );
    expect(await start(command(["/no/such/program"]))).toEqual(
      found('The program "/no/such/program" was not found. There is no such file.'),
    );
    expect(await start(command(["/etc/passwd"]))).toEqual(
      found("/etc/passwd is not a program: it may not be executed."),
    );
    expect(await start(command(["true"], { cwd: "/no/such/folder" }))).toEqual(
      failed("The folder /no/such/folder does not exist."),
    );
    expect(await start(command(["true"], { cwd: "/etc/passwd" }))).toEqual(
      failed("/etc/passwd is not a folder."),
    );
  });

  test("has no exit", async () => {
    const { target, exits } = watch(command(["no-such-program-1"]));
    await start(target);
    await target.dispose();
    expect(exits).toEqual([]);
  });

  test("is not started when that was called off meanwhile", async () => {
    const called = new AbortController();
    const starting = command(["sleep", "60"]).start(called.signal);
    called.abort();
    expect(await starting).toEqual({
      ok: false,
      error: { code: "target-failed", message: "The start was called off." },
    });
    const target = command(["sleep", "60"]);
    const also = start(target);
    await target.dispose();
    expect((await also).ok).toBe(false);
  });
});

describe("after many targets", () => {
  test("[T2] nothing of them is left open or running", { timeout: longMs }, async () => {
    const open = () => readdirSync("/proc/self/fd").length;
    await (await started(script("true"))).exit;
    await until(() => open() <= 64);
    const before = open();
    const rounds = count(10, 100);
    for (let round = 0; round < rounds; round++) {
      const target = script(round % 2 === 0 ? "sleep 60" : "exit 1");
      await started(target);
      await target.dispose();
    }
    await until(() => open() <= before);
    const children = readdirSync(`/proc/self/task`).flatMap((thread) => childrenOf(thread));
    expect(children).toEqual([]);
  });
});

function childrenOf(thread: string): readonly string[] {
  const children = readFileSync(`/proc/self/task/${thread}/children`, "utf8").trim();
  return children === "" ? [] : children.split(" ");
}
