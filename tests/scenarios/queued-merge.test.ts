import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { defaultModes, type Mode } from "../../shared/events/mode.ts";
import type { EventOf } from "../../shared/events/table.ts";
import { createTarget } from "../../electron/engine/targets/create-target.ts";
import { count } from "../support/counts.ts";
import { readEntries } from "../support/log.ts";
import { programPath } from "../support/programs.ts";
import { arrive, type TestPeer, type TestSession, testSession, testSize } from "../support/session.ts";
import { until } from "../support/until.ts";

const queued: Mode = { ...defaultModes.interactive, input_merge_mode: "queued" };

/** As many as one person may have waiting. */
const mostWaiting = 20;

/** A thousand lines through a real shell, on a busy machine. */
const longMs = 180_000;

interface Shared {
  readonly test: TestSession;
  readonly ana: TestPeer;
  readonly owner: TestPeer;
  readonly home: string;
}

let open: { readonly test: TestSession; readonly home: string } | undefined;
afterEach(async () => {
  await open?.test.dispose();
  if (open !== undefined) await rm(open.home, { recursive: true, force: true });
  open = undefined;
});

/** A real shell, shared in the queued merge by its owner and Ana; `files` are the owner's own. */
async function share(shell: string, files: Readonly<Record<string, string>> = {}): Promise<Shared> {
  const home = await mkdtemp(join(tmpdir(), "tandem-test-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(home, name), text);
  const env = { PATH: process.env["PATH"], SHELL: programPath(shell), HOME: home, LANG: "C.UTF-8" };
  const target = createTarget({ kind: "shell", cwd: home, ...testSize }, { env });
  const test = await testSession({ target, mode: queued });
  open = { test, home };
  await arrive(test.owner);
  const ana = test.join(await test.share({ grant: "interact", approval: false }), { name: "Ana" });
  await arrive(ana);
  return { test, ana, owner: test.owner, home };
}

/** One after another, as fast as the queue takes them. */
async function submitAll(
  { session }: TestSession,
  { client }: TestPeer,
  texts: readonly string[],
): Promise<void> {
  const own = client.status.name === "live" ? client.status.participant : undefined;
  for (const text of texts) {
    for (;;) {
      const told = await client.call("line.submit", { text });
      if (told.ok) break;
      // Asked of the host itself: what the client knows may be older than the refusal.
      const waiting = () => session.state.lines.queue.filter((each) => each.participant === own).length;
      if (told.code === "queue-full") await until("room in the queue", () => waiting() < mostWaiting, 60_000);
      // Time alone brings back what a person may ask of the host.
      else if (told.code === "too-fast") await new Promise((resolve) => setTimeout(resolve, 1_500));
      else throw new Error(told.message);
    }
  }
}

const idle = ({ session }: TestSession) =>
  session.state.lines.running === null && session.state.lines.queue.length === 0;

async function runAll(test: TestSession, peer: TestPeer, ...texts: readonly string[]): Promise<void> {
  await submitAll(test, peer, texts);
  await until("every line being done", () => idle(test));
}

const events = ({ lines }: TestSession) => readEntries(lines).map(({ event }) => event);

/** Commands that the shell said it began. What is typed before would be read by its line editor, as on any terminal. */
function commands(test: TestSession): number {
  const output = events(test).flatMap((event) => (event.type === "output" ? [event.text] : []));
  return output.join("").split("\u001b]133;C").length - 1;
}

/** What shells write to draw their prompt and to colour what is typed. */
const escapes = /\u001b(?:\[[\d;?]*[A-Za-z]|\(B|\][^\u0007]*\u0007)|\r/g;

/** How each line ended, in the order they ran. */
function endings(test: TestSession): readonly { text: string; how: string; exitCode: number | undefined }[] {
  const all = events(test);
  const texts = new Map(
    all
      .filter((event): event is EventOf<"line.queued"> => event.type === "line.queued")
      .map(({ line, text }) => [line, text]),
  );
  return all
    .filter((event): event is EventOf<"line.finished"> => event.type === "line.finished")
    .map(({ line, how, exitCode }) => ({ text: texts.get(line) ?? "?", how, exitCode }));
}

describe("lines of two people at once", () => {
  it.each([
    ["bash", count(500, 500)],
    ["zsh", count(30, 500)],
    ["fish", count(30, 500)],
  ])(
    "[P2] reach %s whole, and each person's in order: %i of each",
    { timeout: longMs },
    async (shell, each) => {
      const { test, ana, owner, home } = await share(shell);
      // The last words stand far behind: a line that was cut or mixed would show.
      // Fish leaves out tabs of what is pasted, and completes those that are typed.
      const tab = shell === "fish" ? " " : "\t";
      const said = (who: string) =>
        Array.from(
          { length: each },
          (_, i) => `${who} ${i} "quoted"${tab}ünïcode 日本 ${"x".repeat(i % 97)} end`,
        );
      const lines = (who: string) => said(who).map((text) => `printf '%s\\n' '${text}' >>log`);
      await Promise.all([submitAll(test, owner, lines("olga")), submitAll(test, ana, lines("ana"))]);
      await until("every line being done", () => idle(test), 60_000);
      const ran = (await readFile(join(home, "log"), "utf8")).split("\n").slice(0, -1);
      expect(ran.filter((text) => text.startsWith("olga "))).toEqual(said("olga"));
      expect(ran.filter((text) => text.startsWith("ana "))).toEqual(said("ana"));
      expect(ran).toHaveLength(2 * each);
      const ended = endings(test);
      expect(ended).toHaveLength(2 * each);
      expect(ended.every(({ how, exitCode }) => how === "integration" && exitCode === 0)).toBe(true);
      // They really met: neither had to wait for the other's last line.
      expect(ran.findIndex((text) => text.startsWith("ana "))).toBeLessThan(each);
    },
  );
});

describe("a line in the queue", () => {
  it("is told done with its exit code, whatever kind of line it is", async () => {
    const { test, ana } = await share("bash");
    await runAll(
      test,
      ana,
      "true",
      "false",
      "  cd /; (exit 7)",
      "pwd",
      "# only a comment",
      "   ",
      ")",
      "!no-such-event",
      "no-such-program",
      "sleep 0.1 | cat",
      "sleep 60 &",
      "kill %1; wait",
      `echo "it's 'quoted' \\"twice\\"" ü`,
    );
    expect(endings(test).map(({ text, how, exitCode }) => [text, how, exitCode])).toEqual([
      ["true", "integration", 0],
      ["false", "integration", 1],
      ["  cd /; (exit 7)", "integration", 7],
      ["pwd", "integration", 0],
      ["# only a comment", "integration", undefined],
      ["   ", "integration", undefined],
      [")", "integration", undefined],
      ["!no-such-event", "integration", undefined],
      ["no-such-program", "integration", 127],
      ["sleep 0.1 | cat", "integration", 0],
      ["sleep 60 &", "integration", 0],
      ["kill %1; wait", "integration", 0],
      [`echo "it's 'quoted' \\"twice\\"" ü`, "integration", 0],
    ]);
    await until("the last line's output", () => ana.shown().includes(`it's 'quoted' "twice" ü\r\n`));
    expect(ana.shown()).toContain("/\r\n");
  });

  it("typed before the first prompt waits for it, however long the shell's own files take", async () => {
    const { test, ana, home } = await share("bash", { ".profile": "read -t 1 typed; echo typed=$typed" });
    await runAll(test, ana, "echo whole >log");
    expect(await readFile(join(home, "log"), "utf8")).toBe("whole\n");
    await until("what the shell's own files wrote", () => ana.shown().includes("typed=\r\n"));
    expect(test.session.state.lines.completion).toBe("integration");
  });

  it("waits while one before it reads input, which its person gives by an open line", async () => {
    const { test, ana, owner, home } = await share("bash");
    await submitAll(test, ana, ["read -r name; echo name=$name >>log"]);
    await submitAll(test, owner, ["echo after >>log"]);
    await until("the command running", () => commands(test) === 1);
    expect(await owner.client.call("line.submit", { text: "echo last >>log" })).toMatchObject({ ok: true });
    expect(await ana.client.call("line.open", {})).toMatchObject({ ok: true });
    expect(await ana.client.call("input.key", { data: "Ana Lee\r" })).toMatchObject({ ok: true });
    await until("the first line's end", () => test.session.state.lines.running?.line !== 1);
    await ana.client.call("line.close", {});
    await until("every line being done", () => idle(test));
    expect(await readFile(join(home, "log"), "utf8")).toBe("name=Ana Lee\nafter\nlast\n");
  });

  it("is ended by Ctrl-C of its person, and the next goes on", async () => {
    const { test, ana, owner } = await share("bash", { text: "it reads\n" });
    // No shell: between a fork and its program, one can lose a Ctrl-C. What cat shows says that it is itself by now.
    await submitAll(test, ana, ["cat text -"]);
    await submitAll(test, owner, ["echo next"]);
    await until("the program running", () => ana.shown().includes("it reads"));
    expect(await ana.client.call("line.interrupt", {})).toMatchObject({ ok: true });
    await until("every line being done", () => idle(test));
    expect(endings(test)).toMatchObject([{ exitCode: 130 }, { text: "echo next", exitCode: 0 }]);
  });

  it("may be a full-screen program, worked with in an open line", async () => {
    const { test, ana, owner, home } = await share("bash", { text: "one\ntwo\n" });
    programPath("less");
    await submitAll(test, ana, ["less text"]);
    await submitAll(test, owner, ["echo done >>log"]);
    await until("the program's screen", () => ana.shown().includes("two"));
    expect(await ana.client.call("line.open", {})).toMatchObject({ ok: true });
    await ana.client.call("input.key", { data: "q" });
    await until("the program's end", () => endings(test).length === 1);
    expect(test.session.state.lines.running).toBe(null);
    await ana.client.call("line.close", {});
    await until("every line being done", () => idle(test));
    expect(await readFile(join(home, "log"), "utf8")).toBe("done\n");
  });

  it("waits for what was typed past it in an open line to end", async () => {
    const { test, ana, owner, home } = await share("bash");
    await runAll(test, ana, "true");
    await owner.client.call("line.open", {});
    await owner.client.call("input.key", { data: "read -r x; echo x=$x >>log\r" });
    await until("the command running", () => commands(test) === 2);
    await owner.client.call("line.close", {});
    await ana.client.call("line.submit", { text: "echo mine >>log" });
    expect(test.session.state.lines).toMatchObject({ running: null, queue: [{ text: "echo mine >>log" }] });
    await owner.client.call("line.open", {});
    await owner.client.call("input.key", { data: "y\r" });
    await owner.client.call("line.close", {});
    await until("every line being done", () => idle(test));
    expect(await readFile(join(home, "log"), "utf8")).toBe("x=y\nmine\n");
  });

  it.each(["bash", "zsh", "fish"])("is no part of what somebody left half typed: %s", async (shell) => {
    const { test, ana, owner, home } = await share(shell);
    await runAll(test, ana, "echo first >>log");
    await owner.client.call("line.open", {});
    // With the cursor in the middle of it.
    await owner.client.call("input.key", { data: "echo never sent off\u001b[D\u001b[D" });
    await until("it standing at the prompt", () => /sent.* off/.test(owner.shown().replaceAll(escapes, "")));
    await owner.client.call("line.close", {});
    await runAll(test, ana, "echo whole >>log", "echo last >>log");
    expect(await readFile(join(home, "log"), "utf8")).toBe("first\nwhole\nlast\n");
    expect(endings(test)).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }, { exitCode: 0 }]);
  });

  it("that never ends is skipped by the owner alone, and its successor is handed over at once", async () => {
    const { test, ana, owner } = await share("bash");
    await submitAll(test, ana, ["read -r given", "typed instead", "echo given=$given"]);
    await until("the command running", () => commands(test) === 1);
    expect(await ana.client.call("line.skip", {})).toMatchObject({ ok: false });
    expect(await owner.client.call("line.skip", {})).toMatchObject({ ok: true });
    await until("every line being done", () => idle(test));
    expect(endings(test).map(({ how }) => how)).toEqual(["skipped", "integration", "integration"]);
    await until("what was read", () => ana.shown().includes("given=typed instead\r\n"));
  });
});

describe("shells that mark nothing", () => {
  it("tell the end of a line by the terminal's foreground", async () => {
    const { test, ana, owner, home } = await share("sh");
    await Promise.all([
      submitAll(test, ana, ["sleep 0.5; echo ana >>log", "false"]),
      submitAll(test, owner, ["echo olga >>log"]),
    ]);
    await until("every line being done", () => idle(test));
    expect(endings(test).map(({ how, exitCode }) => [how, exitCode])).toEqual(
      Array.from({ length: 3 }, () => ["process", undefined]),
    );
    expect(test.session.state.lines.completion).toBe("process");
    const log = () => readFileSync(join(home, "log"), "utf8").split("\n").toSorted();
    // The terminal is the shell's own a moment before it has run what it runs by itself.
    await expect.poll(log).toEqual(["", "ana", "olga"]);
  });

  it("are told within one that does: skipping says that there are no marks, its end brings them back", async () => {
    const { test, ana, owner, home } = await share("bash");
    await submitAll(test, ana, ["PS1='in''ner> ' sh", "echo within >>log", "exit", "echo outside >>log"]);
    const running = () => test.session.state.lines.running?.text;
    await until("the inner shell's prompt", () => ana.shown().includes("inner> "));
    await owner.client.call("line.skip", {});
    await until("a line that brings no mark", () => running() === "echo within >>log");
    await owner.client.call("line.skip", {});
    await until("every line being done", () => idle(test));
    expect(await readFile(join(home, "log"), "utf8")).toBe("within\noutside\n");
    expect(endings(test).at(-1)).toMatchObject({ how: "integration", exitCode: 0 });
  });
});

describe("the owner's own files", () => {
  it("of bash keep their hooks, and each finds what it would have found", async () => {
    const { test, ana, home } = await share("bash", {
      ".bash_profile": `
PS0='<ps0>'
PS1='prompt> '
PROMPT_COMMAND='echo "status $?" >>status'
trap 'echo "$BASH_COMMAND" >>debug' DEBUG
HISTCONTROL=
`,
      ".bash_logout": "echo bye >>log",
    });
    await runAll(test, ana, "(exit 3)", "echo a >>log", "shopt -q login_shell && echo login >>log");
    await until("the prompt", () => ana.shown().includes("<ps0>"));
    await submitAll(test, ana, ["logout"]);
    await until("the end", () => test.session.over);
    expect(await readFile(join(home, "log"), "utf8")).toBe("a\nlogin\nbye\n");
    expect((await readFile(join(home, "status"), "utf8")).split("\n")).toEqual([
      "status 0",
      "status 3",
      "status 0",
      "status 0",
      "",
    ]);
    const debug = (await readFile(join(home, "debug"), "utf8")).split("\n");
    expect(debug).toContain("echo a >> log");
    // Its history is where it always is, and holds what was run.
    const history = await readFile(join(home, ".bash_history"), "utf8");
    expect(history.split("\n").slice(0, 2)).toEqual(["(exit 3)", "echo a >>log"]);
    expect(history).not.toContain("tandem");
  });
});
