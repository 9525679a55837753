import { expect, test } from "vitest";
import { createCommandTarget } from "../../../electron/engine/targets/command.ts";
import { compareScreens } from "../../support/compare-screens.ts";
import { count } from "../../support/counts.ts";
import { programPath } from "../../support/programs.ts";
import { createTestTerminal } from "./support.ts";

const size = { cols: 60, rows: 18 };

interface Program {
  readonly argv: readonly [string, ...string[]];
  /** Once the screen shows the first, the second is typed. */
  readonly keys: readonly (readonly [RegExp, string])[];
  /** What its screens must have had at some time, lest nothing be tested. */
  readonly shows: RegExp;
}

const programs: Record<string, Program> = {
  "ls in colours": {
    argv: ["ls", "-l", "--color=always", "/dev", "/etc"],
    keys: [],
    shows: /passwd/,
  },
  vim: {
    argv: [
      "vim",
      "-n",
      "-u",
      "NONE",
      "-c",
      "syntax on",
      "-c",
      "set nomodeline number hlsearch nofixendofline",
      "/etc/services",
    ],
    keys: [
      [/tcpmux/, "\x06/tcp\r"],
      [/\/tcp/, "ddp:split\r"],
      [/services.*services/s, "iinserted text\x1b:vsplit\r"],
      [/inserted text/, "\x17w\x05\x05G"],
      [/inserted text.*\|/, ":qa!\r"],
    ],
    shows: /tcpmux/,
  },
  less: {
    argv: ["less", "--no-init", "-R", "/etc/services"],
    keys: [
      [/tcpmux/, " "],
      [/:/, "/udp\r"],
      [/udp/, "bq"],
    ],
    shows: /tcpmux/,
  },
  top: {
    argv: ["top", "-d", "0.3", "-n", "4"],
    keys: [[/PID/, "z1"]],
    shows: /PID/,
  },
  "a dialog with line drawing": {
    argv: [
      "dialog",
      "--no-shadow",
      "--menu",
      "Choose one",
      "12",
      "40",
      "3",
      "1",
      "one",
      "2",
      "two",
      "3",
      "three",
    ],
    keys: [
      [/three/, "\x1b[B"],
      [/two/, "\t"],
      [/Cancel/, "\r"],
    ],
    shows: /┌─+/,
  },
};

interface Capture {
  readonly output: string;
  readonly seen: string;
}

/** Everything the program wrote, run for real on a terminal that answers it. */
async function capture({ argv, keys }: Program): Promise<Capture> {
  const [file, ...args] = argv;
  const target = createCommandTarget({
    argv: [programPath(file), ...args],
    // The terminal's own line drawing, not Unicode's: one of the things a keyframe must get right.
    env: { ...process.env, TERM: "xterm-256color", LANG: "C.UTF-8", NCURSES_NO_UTF8_ACS: "0" },
    cwd: "/",
    ...size,
  });
  const screen = createTestTerminal(size);
  const decoder = new TextDecoder();
  const waiting = [...keys];
  let output = "";
  let seen = "";
  let shown = "";
  const ended = new Promise<void>((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`${file} waits for ${String(waiting[0]?.[0])}:\n${shown}`)),
      20_000,
    );
    target.onExit(() => {
      clearTimeout(limit);
      resolve();
    });
  });
  target.onOutput((bytes) => {
    const text = decoder.decode(bytes, { stream: true });
    output += text;
    screen.write(text);
    for (const reply of screen.replies.splice(0)) target.handle({ type: "write", data: reply });
    const { active, normal, alternate } = screen.dump();
    const { lines } = active === "normal" ? normal : alternate;
    shown = lines.map(({ cells }) => cells.map(([cell]) => cell || " ").join("")).join("\n");
    seen += shown;
    const [when, what] = waiting[0] ?? [];
    if (when?.test(shown) === true && what !== undefined) {
      waiting.shift();
      target.handle({ type: "write", data: what });
    }
  });
  const started = await target.start(AbortSignal.timeout(20_000));
  expect(started.ok).toBe(true);
  try {
    await ended;
  } finally {
    await target.dispose();
  }
  return { output, seen };
}

for (const [name, program] of Object.entries(programs)) {
  test(`[S1] ${name}: wherever somebody joins, the screen is the same then and at the end`, {
    timeout: 120_000,
  }, async () => {
    const { output, seen } = await capture(program);
    expect(seen).toMatch(program.shows);
    const whole = createTestTerminal(size);
    whole.write(output);
    const last = whole.dump();
    const passing = createTestTerminal(size);
    const step = Math.max(1, Math.ceil(output.length / count(150, 5_000)));
    for (let at = 0; at < output.length; at += step) {
      // Not between the halves of a surrogate pair: the log is UTF-8.
      const end = /[\ud800-\udbff]/.test(output[at + step - 1] ?? "") ? at + step - 1 : at + step;
      passing.write(output.slice(at, end));
      at = end - step;
      for (const depth of ["screen", "everything"] as const) {
        const joined = createTestTerminal(size);
        joined.write(passing.keyframe(depth));
        expect(
          compareScreens(passing.dump(), joined.dump(), { depth }),
          `${depth} at ${end}`,
        ).toBeUndefined();
        joined.write(output.slice(end));
        const difference = compareScreens(last, joined.dump(), { depth, wraps: depth === "everything" });
        expect(difference, `${depth} from ${end} to the end`).toBeUndefined();
      }
    }
  });
}
