import { describe, expect, it } from "vitest";
import { createLineWatch } from "../../../electron/engine/session/line-watch.ts";
import type { Foreground, LineAbility } from "../../../electron/engine/targets/target.ts";
import { createTestClock } from "../../support/clock.ts";

const key = "k1";
const mark = (what: string) => `\x1b]133;${what};tandem=${key}\x07`;
/** What a shell of ours writes before it reads. */
const prompt = (status = 0) => `${mark(`D;${status}`)}${mark("A")}\x1b[?2004h$ ${mark("B")}`;
const command = `\x1b[?2004l${mark("C")}`;

/** A watch over a made-up target, and the story of what it told. */
function begin(target: LineAbility | undefined) {
  const clock = createTestClock();
  const story: string[] = [];
  const watch = createLineWatch({
    clock,
    target,
    onDone: (line, how, exitCode) => story.push(`done ${line} ${how} ${exitCode ?? "-"}`),
    onReady: () => story.push("ready"),
    onCompletion: (completion) => story.push(completion),
  });
  watch.begin();
  return {
    watch,
    clock,
    story,
    /** Time goes on, and what is asked for in it is answered. */
    async pass(ms: number) {
      for (let left = ms; left >= 0; left -= 10) {
        clock.advance(Math.min(left, 10));
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      }
    },
  };
}

describe("a shell that marks its prompts", () => {
  it("is ready at its first prompt, not before, and says how it tells", async () => {
    const { watch, story, pass } = begin({ key });
    watch.awaitReady();
    watch.handleOutput("Welcome\r\n");
    await pass(3_000);
    expect([watch.ready, story]).toEqual([false, []]);
    watch.handleOutput(prompt());
    expect([watch.ready, story]).toEqual([true, ["integration", "ready"]]);
  });

  it("has done a line when it reads again, with the exit code it told, however long that takes", async () => {
    const { watch, story, pass } = begin({ key });
    watch.handleOutput(prompt());
    watch.start(1);
    watch.handleOutput(`ls\r\n${command}`);
    await pass(60_000);
    expect(watch.ready).toBe(false);
    watch.handleOutput(`a b\r\n${mark("D;3")}${mark("A")}`);
    expect(story).toEqual(["integration"]);
    watch.handleOutput(`\x1b[?2004h$ ${mark("B")}`);
    expect(story).toEqual(["integration", "done 1 integration 3"]);
    expect(watch.ready).toBe(true);
  });

  it("takes no end for a line's that began before the line, nor one that a program writes", async () => {
    const { watch, story, pass } = begin({ key });
    watch.handleOutput(prompt());
    watch.start(1);
    watch.handleOutput(command);
    watch.skip(1);
    watch.start(2);
    // The end of what was skipped, and after it the second line, which had to wait for it.
    watch.handleOutput(prompt(9));
    await pass(200);
    watch.handleOutput(command);
    watch.handleOutput("\x1b]133;D;0\x07\x1b]133;A\x07\x1b]133;B\x07\x1b]133;D;0;tandem=k2\x07");
    watch.handleOutput(mark("B"));
    await pass(1_000);
    expect(story).toEqual(["integration"]);
    watch.handleOutput(prompt(4));
    expect(story).toEqual(["integration", "done 2 integration 4"]);
  });

  it("has done a line that never became a command after a moment of quiet", async () => {
    const { watch, story, pass } = begin({ key });
    watch.handleOutput(prompt());
    watch.start(1);
    watch.handleOutput(`\r\n${prompt()}`);
    await pass(250);
    expect(story).toEqual(["integration"]);
    watch.handleOutput("redrawn");
    await pass(250);
    expect(story).toEqual(["integration"]);
    await pass(100);
    expect(story).toEqual(["integration", "done 1 integration -"]);
  });

  it("is busy with what was typed past the queue until it reads again", () => {
    const { watch, story } = begin({ key });
    watch.handleOutput(prompt());
    watch.handleTyped();
    expect(watch.ready).toBe(true);
    watch.handleOutput(command);
    watch.awaitReady();
    expect(watch.ready).toBe(false);
    watch.handleOutput(prompt());
    expect([watch.ready, story]).toEqual([true, ["integration", "ready"]]);
  });

  it("reads once it asked for brackets around pastes, if it does", async () => {
    const { watch, story, pass } = begin({ key });
    const late = `${mark("D;0")}${mark("A")}% ${mark("B")}`;
    watch.awaitReady();
    watch.handleOutput(late);
    expect(watch.ready).toBe(false);
    watch.handleOutput("\x1b[?2004h");
    expect([watch.ready, watch.bracketedPaste, story]).toEqual([true, true, ["integration", "ready"]]);
    watch.start(1);
    watch.handleOutput(command + late);
    // It did before: a machine that stands still may keep its asking.
    await pass(900);
    expect(story.at(-1)).toBe("ready");
    await pass(150);
    expect(story.at(-1)).toBe("done 1 integration 0");
    // From a shell that does not ask nothing is waited for.
    watch.start(2);
    watch.handleOutput(command + late);
    expect(story.at(-1)).toBe("done 2 integration 0");
  });

  it("that never does is watched by the terminal's foreground after five seconds", async () => {
    const { watch, story, pass } = begin({ key, foreground: async () => "own" });
    watch.awaitReady();
    await pass(4_900);
    expect(story).toEqual([]);
    await pass(200);
    expect(story).toEqual(["process"]);
    await pass(400);
    expect(story).toEqual(["process", "ready"]);
  });

  it("that stops doing so is watched otherwise once a line was skipped, until a mark comes again", async () => {
    let foreground: Foreground = "other";
    const { watch, story, pass } = begin({ key, foreground: async () => foreground });
    watch.handleOutput(prompt());
    watch.start(1);
    watch.handleOutput("a line for another program");
    await pass(10_000);
    watch.skip(1);
    watch.start(2);
    await pass(200);
    expect(story).toEqual(["integration", "silence"]);
    await pass(200);
    expect(story.at(-1)).toBe("done 2 silence -");
    foreground = "own";
    watch.start(3);
    watch.handleOutput(prompt());
    expect(story.at(-1)).toBe("integration");
    await pass(400);
    expect(story.at(-1)).toBe("done 3 integration -");
  });
});

describe("a shell that marks nothing", () => {
  it("has done a line when the terminal is its own again, at two looks in a row", async () => {
    let foreground: Foreground = "own";
    let looks = 0;
    const { watch, story, pass } = begin({
      foreground: async () => {
        looks += 1;
        return foreground;
      },
    });
    watch.awaitReady();
    await pass(500);
    expect(story).toEqual(["process", "ready"]);
    watch.start(1);
    await pass(60);
    foreground = "other";
    await pass(5_000);
    expect(story).toHaveLength(2);
    foreground = "own";
    await pass(110);
    expect(story).toEqual(["process", "ready", "done 1 process -"]);
    // While nothing hangs on it nobody looks.
    looks = 0;
    await pass(5_000);
    expect(looks).toBe(0);
  });

  it("may have been given a command by hand: a line waits until the terminal is its own", async () => {
    let foreground: Foreground = "own";
    const { watch, story, pass } = begin({ foreground: async () => foreground });
    watch.awaitReady();
    await pass(500);
    foreground = "other";
    watch.handleTyped();
    expect(watch.ready).toBe(false);
    watch.awaitReady();
    await pass(2_000);
    expect(story).toEqual(["process", "ready"]);
    foreground = "own";
    await pass(200);
    expect(story).toEqual(["process", "ready", "ready"]);
  });
});

describe("a target of which nothing is known", () => {
  it("is ready, and has done a line, after 300 ms without output", async () => {
    const { watch, story, pass } = begin({});
    watch.awaitReady();
    await pass(200);
    watch.handleOutput("password: ");
    await pass(290);
    expect(watch.ready).toBe(false);
    await pass(20);
    expect([watch.ready, story]).toEqual([true, ["ready"]]);
    watch.start(1);
    for (let i = 0; i < 10; i++) {
      await pass(200);
      watch.handleOutput("more\r\n");
    }
    expect(story).toEqual(["ready"]);
    await pass(310);
    expect(story).toEqual(["ready", "done 1 silence -"]);
  });

  it("may mark its prompts without a key, as a shell over there does", async () => {
    const { watch, story, pass } = begin({});
    watch.handleOutput("\x1b]133;A\x07$ \x1b]133;B\x07");
    expect([watch.ready, story]).toEqual([true, ["integration"]]);
    watch.start(1);
    watch.handleOutput("\x1b]133;C\x07");
    await pass(5_000);
    watch.handleOutput("\x1b]133;D;1\x07\x1b]133;A\x07$ \x1b]133;B\x07");
    expect(story).toEqual(["integration", "done 1 integration 1"]);
    // One that marks neither the end of a command nor that of its prompt.
    watch.start(2);
    const unended = "\x1b]133;C\x07\x1b]133;A\x07$ ";
    watch.handleOutput(unended);
    await pass(900);
    expect(story.at(-1)).toBe("done 1 integration 1");
    await pass(150);
    expect(story.at(-1)).toBe("done 2 integration -");
    // From here on nothing more is expected of its prompts.
    watch.start(3);
    watch.handleOutput(unended);
    await pass(150);
    expect(story.at(-1)).toBe("done 3 integration -");
  });

  it("and reads no lines at all is always ready", () => {
    const { watch, story } = begin(undefined);
    expect(watch.ready).toBe(true);
    watch.handleTyped();
    watch.handleOutput("\x1b]133;C\x07");
    expect([watch.ready, story]).toEqual([true, []]);
  });
});

it("a watch that is disposed of leaves nothing behind and tells nothing more", async () => {
  const { watch, clock, story, pass } = begin({ key, foreground: async () => "own" });
  watch.awaitReady();
  watch.dispose();
  expect(clock.scheduled).toEqual([]);
  await pass(10_000);
  expect(story).toEqual([]);
});
