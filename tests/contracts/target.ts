import { afterEach, describe, expect, test } from "vitest";
import { fromUtf8 } from "../../shared/base/bytes.ts";
import type { Target, TargetExit } from "../../electron/engine/targets/target.ts";

export interface TargetUnderTest {
  /** A target that, once started, shows what is typed and ends with code 0 at Ctrl-D. */
  create(): Target;
  /** What is typed to end it with code 0. */
  readonly end: string;
}

export interface Watched {
  readonly target: Target;
  /** Everything shown so far. */
  text(): string;
  readonly exits: readonly TargetExit[];
  /** Resolves as soon as what was shown contains it. */
  shows(text: string): Promise<void>;
  readonly exit: Promise<TargetExit>;
}

/** Follows a target from before its start. */
export function watch(target: Target): Watched {
  const chunks: Uint8Array[] = [];
  const exits: TargetExit[] = [];
  const waiting = new Set<() => void>();
  target.onOutput((bytes) => {
    // The exit comes after the last output: whatever comes later is a failure of the contract.
    if (exits.length > 0) throw new Error("output after the exit");
    chunks.push(bytes);
    for (const check of waiting) check();
  });
  const exit = new Promise<TargetExit>((resolve) => {
    target.onExit((event) => {
      exits.push(event);
      resolve(event);
    });
  });
  const text = () => fromUtf8(Buffer.concat(chunks));
  return {
    target,
    text,
    exits,
    exit,
    shows(wanted) {
      return new Promise((resolve) => {
        const check = () => {
          if (!text().includes(wanted)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      });
    },
  };
}

/** Starts it and expects that to work. */
export async function started(target: Target): Promise<Watched> {
  const watched = watch(target);
  const result = await target.start(new AbortController().signal);
  expect(result).toEqual({ ok: true, value: undefined });
  return watched;
}

/** What every target keeps to, whatever is behind it. */
export function describeTarget(name: string, { create, end }: TargetUnderTest): void {
  describe(`${name} as a target`, () => {
    const created: Target[] = [];
    const make = () => {
      const target = create();
      created.push(target);
      return target;
    };
    afterEach(async () => {
      await Promise.all(created.splice(0).map((target) => target.dispose()));
    });

    test("shows what is written to it, Enter as a new line", async () => {
      const { target, shows } = await started(make());
      expect(target.handle({ type: "write", data: "hello-1\r" })).toBe("sent");
      await shows("hello-1\r\n");
      expect(target.handle({ type: "write", data: "grüße-日本-🦊" })).toBe("sent");
      await shows("grüße-日本-🦊");
    });

    test("delivers no output within the call that caused it", async () => {
      const { target, text } = await started(make());
      const before = text();
      target.handle({ type: "write", data: "x" });
      expect(text()).toBe(before);
    });

    test("[T1] ends with its code, exactly once, after its last output", async () => {
      const { target, text, exit, exits } = await started(make());
      target.handle({ type: "write", data: "last words\r" });
      target.handle({ type: "write", data: end });
      expect(await exit).toEqual({ code: 0 });
      expect(text()).toContain("last words\r\n");
      await target.dispose();
      expect(exits).toHaveLength(1);
    });

    test("is closed for input before it starts and after its end", async () => {
      const target = make();
      expect(target.handle({ type: "write", data: "early" })).toBe("closed");
      const { exit } = await started(target);
      target.handle({ type: "write", data: end });
      await exit;
      expect(target.handle({ type: "write", data: "late" })).toBe("closed");
      expect(target.handle({ type: "resize", cols: 90, rows: 30 })).toBe("closed");
    });

    test("takes a new size while it runs", async () => {
      const { target } = await started(make());
      expect(target.handle({ type: "resize", cols: 132, rows: 43 })).toBe("sent");
    });

    test("shows nothing while paused and everything afterwards", async () => {
      const { target, text, shows } = await started(make());
      target.handle({ type: "write", data: "first\r" });
      await shows("first\r\n");
      target.setFlow("pause");
      const before = text();
      target.handle({ type: "write", data: "second\r" });
      await nextTurns(20);
      expect(text()).toBe(before);
      target.setFlow("run");
      await shows("second\r\n");
    });

    test("[F5] refuses input when much of it is waiting, and takes it again later", async () => {
      const { target, shows } = await started(make());
      target.setFlow("pause");
      const results = Array.from({ length: 64 }, () =>
        target.handle({ type: "write", data: `${"x".repeat(4095)}\r` }),
      );
      expect(results[0]).toBe("sent");
      expect(results.at(-1)).toBe("full");
      target.setFlow("run");
      await until(() => target.handle({ type: "write", data: "again\r" }) === "sent");
      await shows("again\r\n");
    });

    test("[T2] ends when disposed, telling so once, also twice and while paused", async () => {
      const { target, exits } = await started(make());
      target.setFlow("pause");
      const both = Promise.all([target.dispose(), target.dispose()]);
      expect(target.handle({ type: "write", data: "x" })).toBe("closed");
      await both;
      expect(exits).toHaveLength(1);
      expect(exits[0]?.code).not.toBe(0);
      await target.dispose();
      expect(exits).toHaveLength(1);
    });

    test("can be disposed without ever having been started", async () => {
      const { target, exits } = watch(make());
      await target.dispose();
      expect(exits).toEqual([]);
      expect(target.handle({ type: "write", data: "x" })).toBe("closed");
    });
  });
}

/** Gives everything that is due a chance to happen. */
export async function nextTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Asks again each few milliseconds; for what is told by no event. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}
