import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const electronStandIn = fileURLToPath(new URL("tests/support/electron-stand-in.ts", import.meta.url));
const electronAbsent = new URL("tests/architecture/electron-absent.ts", import.meta.url).href;

// Hundreds of programs start in a run, and some five hundred shadow terminals in threads: each would compile the same.
process.env["NODE_COMPILE_CACHE"] = fileURLToPath(
  new URL("node_modules/.cache/tandem-tests", import.meta.url),
);

/** With the counts of `npm run test:long` a test does up to a hundred times as much. */
const testTimeout = process.env["TANDEM_LONG"] === "1" ? 20 * 60_000 : 60_000;

// Forks, since native modules of ours may live in one thread of a process only; a shared machine makes real shells
// and sockets slow, hence the generous limits: a test that waits for an event never waits for the limit, and whoever
// waits in tests/support gives up sooner than the test, to say what never came.
const common = {
  pool: "forks",
  testTimeout,
  hookTimeout: 30_000,
  expect: { poll: { timeout: 10_000 } },
} as const;

/**
 * A third of a minute and more each, and small: by size alone they would begin last, and end alone. Some use a core for
 * all of it, others mostly wait: the machine is best used where both run.
 */
const slow = new Set([
  "fuzz/scenario",
  "cli/join",
  "cli/crash",
  "fuzz/hostile",
  "engine/screen/screen",
  "scenarios/queued-merge",
  "contracts/browser-transport",
  "hostile-server/app",
  "hostile-server/impostor",
  "hostile-server/hostile",
  "cli/face",
  "cli/face-keys",
  "cli/one-host",
  "cli/start-failures",
  "cli/control",
  "cli/lost-lines",
  "cli/stalled-terminal",
  "engine/transports/rtc-processes",
  "e2e/views",
  "e2e/keyboard-together",
  "e2e/closing-page",
  "e2e/together-eyes",
]);

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = ({ moduleId }: TestSpecification) =>
      slow.has(moduleId.replace(/^.*\/tests\/(.*)\.test\.ts$/, "$1"));
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    // More than two cores hold at once: most tests wait for processes of their own.
    maxWorkers: 5,
    projects: [
      {
        test: {
          ...common,
          name: "unit",
          isolate: false,
          // The engine and the command line need no Electron: of all their tests none can load it.
          execArgv: [`--import=${electronAbsent}`],
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/e2e/**", "tests/renderer/**", "tests/shared/**", "tests/shell/**"],
          globalSetup: ["tests/support/built.ts"],
          setupFiles: ["tests/support/leaks.ts"],
        },
      },
      {
        test: {
          ...common,
          name: "shared",
          include: ["tests/shared/**/*.test.ts"],
          // Nothing in shared keeps anything between calls, so one process can take file after file.
          isolate: false,
          setupFiles: ["tests/support/leaks.ts"],
        },
      },
      {
        test: {
          ...common,
          name: "renderer",
          // One page and one set of modules for all files of a process: making them anew took three quarters of the time.
          environment: "./tests/renderer/one-page.ts",
          isolate: false,
          include: ["tests/renderer/**/*.test.{ts,tsx}"],
          setupFiles: ["tests/renderer/clean-page.ts"],
        },
      },
      {
        resolve: { alias: { electron: electronStandIn } },
        test: { ...common, name: "shell", include: ["tests/shell/**/*.test.ts"] },
      },
      {
        test: {
          ...common,
          name: "e2e",
          // Each file has a browser and an app of its own; what drives them is loaded once per process.
          isolate: false,
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/support/built.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Three browsers at a time, after everything else: with two, a fifth of two cores is idle.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
