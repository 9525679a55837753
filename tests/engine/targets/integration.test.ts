import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createPromptMarks, type PromptMark } from "../../../shared/vt/osc133.ts";
import { bash } from "../../../electron/engine/targets/integration/bash.ts";
import { fish } from "../../../electron/engine/targets/integration/fish.ts";
import { prepare } from "../../../electron/engine/targets/integration/integration.ts";
import { zsh } from "../../../electron/engine/targets/integration/zsh.ts";
import { createShellTarget } from "../../../electron/engine/targets/shell.ts";
import type { Target } from "../../../electron/engine/targets/target.ts";
import { started, until, type Watched } from "../../contracts/target.ts";
import { programPath } from "../../support/programs.ts";

const created: Target[] = [];
const homes: string[] = [];

afterEach(async () => {
  await Promise.all(created.splice(0).map((target) => target.dispose()));
  await Promise.all(homes.splice(0).map((home) => rm(home, { recursive: true, force: true })));
});

interface Shell extends Watched {
  readonly home: string;
  readonly key: string;
  /** The shell's own marks so far, as letters with exit codes. */
  marks(): string;
  /** Types a line once the shell reads, and waits until it reads again. */
  run(line: string): Promise<void>;
}

/** The user's shell in a home with these files. */
async function shell(
  name: string,
  files: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
  first: "prompt" | "reading" = "reading",
): Promise<Shell> {
  const home = await mkdtemp(join(tmpdir(), "tandem-test-"));
  homes.push(home);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  }
  const own = { PATH: process.env["PATH"], LANG: "C.UTF-8", HOME: home, SHELL: programPath(name), ...env };
  const target = createShellTarget({ env: own, cwd: home, cols: 80, rows: 24 });
  created.push(target);
  const key = target.abilities.lines?.key ?? "";
  const found: PromptMark[] = [];
  const reader = createPromptMarks({ key, onMark: (mark) => found.push(mark) });
  target.onOutput((bytes) => reader.feed(Buffer.from(bytes).toString("latin1")));
  const watched = await started(target);
  const reads = () => found.filter(({ type }) => type === "reading").length;
  const letters = { prompt: "A", reading: "B", command: "C", done: "D" } as const;
  await until(() => found.some(({ type }) => type === first));
  return {
    ...watched,
    home,
    key,
    marks: () =>
      found
        .map((mark) => letters[mark.type] + (mark.type === "done" ? (mark.exitCode ?? "-") : ""))
        .join(" "),
    async run(line) {
      const before = reads();
      target.handle({ type: "write", data: `${line}\r` });
      await until(() => reads() > before);
    },
  };
}

/** Temporary folders of shells, this one's by its key; others come and go. */
function foldersWith(key: string): readonly string[] {
  const folders = readdirSync(tmpdir()).filter((each) => each.startsWith("tandem-shell-"));
  return folders
    .map((each) => join(tmpdir(), each))
    .filter((folder) => {
      try {
        return readdirSync(folder).some((file) => readFileSync(join(folder, file), "utf8").includes(key));
      } catch {
        return false;
      }
    });
}

/** What the line prints, once it is run: told apart from its echo by standing alone. */
async function printed({ run, home }: Shell, expression: string): Promise<string> {
  await run(`echo ${expression} >printed`);
  return readFileSync(join(home, "printed"), "utf8").trim();
}

describe("a shell that we set up", () => {
  test.each([
    ["bash", "D0 A B C D0 A B C D1 A B D1 A B"],
    ["zsh", "D0 A B C D0 A B C D1 A B D1 A B"],
    ["fish", "A B C D0 A B C D1 A B A B"],
  ])("tells of its prompts, commands and exit codes: %s", async (name, story) => {
    const { run, marks } = await shell(name);
    await run("true");
    await run("false");
    await run("");
    expect(marks()).toBe(story);
  });

  test.each(["bash", "zsh", "fish"])(
    "[D3] %s keeps its key out of arguments and environment",
    async (name) => {
      const it = await shell(name);
      const pid = await printed(it, name === "fish" ? "$fish_pid" : "$$");
      expect(it.key).toMatch(/^[0-9a-f]{32}$/);
      for (const file of ["cmdline", "environ"]) {
        expect(readFileSync(`/proc/${pid}/${file}`, "latin1")).not.toContain(it.key);
      }
      await it.run("env >env; set >set");
      expect(readFileSync(join(it.home, "env"), "utf8")).not.toContain(it.key);
    },
  );

  test.each(["bash", "zsh", "fish"] as const)(
    "%s reads files that are its user's alone, and gone before its first prompt",
    async (name) => {
      const integration = { bash, zsh, fish }[name];
      const prepared = await prepare(integration, programPath(name), "0123456789abcdef", { HOME: "/" });
      const [folder = "", ...others] = foldersWith("0123456789abcdef");
      expect(others).toEqual([]);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
      await prepared?.remove();
      expect(existsSync(folder)).toBe(false);
      const { key } = await shell(name);
      expect(foldersWith(key)).toEqual([]);
    },
  );

  test("that cannot be set up starts all the same", async () => {
    const temporary = process.env["TMPDIR"];
    process.env["TMPDIR"] = "/nowhere/at-all";
    try {
      const own = { PATH: process.env["PATH"], HOME: "/", SHELL: programPath("bash") };
      const target = createShellTarget({ env: own, cwd: "/", cols: 80, rows: 24 });
      created.push(target);
      const { shows, text } = await started(target);
      target.handle({ type: "write", data: "echo alive-$((1+1))\r" });
      await shows("alive-2");
      expect(text()).not.toContain("]133;");
    } finally {
      if (temporary === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = temporary;
    }
  });

  test("says who has the terminal", async () => {
    const { target, run, marks, shows } = await shell("bash", { file: "it reads\n" });
    const foreground = () => target.abilities.lines?.foreground?.();
    expect(await foreground()).toBe("own");
    // No shell: between a fork and its program, one can lose a Ctrl-C. What cat shows says that it is itself by now.
    target.handle({ type: "write", data: "cat file -; echo over\r" });
    await shows("it reads");
    expect(await foreground()).toBe("other");
    target.handle({ type: "write", data: "\x03" });
    // What is typed before its prompt may be lost with what was interrupted.
    await until(() => marks().endsWith("C D130 A B"));
    expect(await foreground()).toBe("own");
    // A builtin is the shell itself.
    await run("read -t 0.1 x");
    expect(marks()).toMatch(/C D130 A B C D142 A B$/);
  });
});

describe("bash", () => {
  test("is what it would have been: a login shell, not in POSIX mode, with the user's variables", async () => {
    const it = await shell("bash", { ".bash_login": "mine=login", ".profile": "mine=profile" });
    expect(
      await printed(it, "$mine $(shopt -q login_shell && echo login) ${ENV-none} ${POSIXLY_CORRECT-none}"),
    ).toBe("login login none none");
    expect(await printed(it, "$HISTFILE $SHELLOPTS")).toMatch(/\/\.bash_history (?!.*posix)/);
    expect(await printed(it, "$(shopt -q inherit_errexit || echo off)")).toBe("off");
    const given = await shell("bash", {}, { ENV: "/it's/mine", HISTFILE: "/tmp/own history" });
    expect(await printed(given, '"$ENV" "$HISTFILE"')).toBe("/it's/mine /tmp/own history");
  });

  test("marks on when the user's own files are strict, and set the prompt anew each time", async () => {
    const it = await shell("bash", {
      ".bash_profile": `set -u; PROMPT_COMMAND=('seen+=$?,' 'PS1="\\w now> "'); seen=; PS0='<\\w>'`,
    });
    await it.run("(exit 5)");
    expect(await printed(it, "$seen")).toBe("0,5,");
    await it.run("set -e; true");
    expect(it.marks()).toBe("D0 A B C D5 A B C D0 A B C D0 A B");
    expect(it.text()).toContain("~ now> ");
    expect(it.text()).toContain("<~>");
  });

  test("marks on after the user sets PS1, PS0 and PROMPT_COMMAND by hand", async () => {
    const it = await shell("bash");
    await it.run("PS1='new> ' PS0='' PROMPT_COMMAND='n=$((n+1))'");
    await it.run("(exit 2)");
    expect(it.marks()).toMatch(/C D2 A B$/);
    expect(await printed(it, "$n")).toBe("2");
  });
});

describe("zsh", () => {
  test("reads the user's own files from where they lie, and keeps their hooks", async () => {
    const own = await mkdtemp(join(tmpdir(), "tandem-test-"));
    homes.push(own);
    const files = {
      ".zshenv": "order=env; alias emulate='echo no' printf='echo no'",
      ".zprofile": "order+=,profile",
      ".zshrc": `order+=,rc; HISTFILE=$ZDOTDIR/history SAVEHIST=10; setopt inc_append_history ksh_arrays
precmd() { seen+=$?, }; later() { PROMPT='now> ' }; precmd_functions+=(later)`,
      ".zlogin": "order+=,login",
    };
    for (const [path, text] of Object.entries(files)) await writeFile(join(own, path), text);
    // Where the user's own hook writes the prompt anew, zsh marks its end from the second prompt on.
    const it = await shell("zsh", { ".zshrc": "order=wrong" }, { ZDOTDIR: own }, "prompt");
    await it.run("(exit 6)");
    expect(await printed(it, "$order $ZDOTDIR $seen")).toBe(`env,profile,rc,login ${own} 0,6,`);
    expect(it.marks()).toMatch(/C D6 A B C D0 A B$/);
    expect(it.text()).toContain("now> ");
    expect(readFileSync(join(own, "history"), "utf8")).toContain("(exit 6)");
  });

  test("finds no ZDOTDIR where the user has none", async () => {
    const it = await shell("zsh", { ".zshrc": "order=home" });
    expect(await printed(it, "${ZDOTDIR-unset} $order")).toBe("unset home");
  });
});

describe("fish", () => {
  test("reads the user's own files first, and keeps their prompt and what it finds", async () => {
    const it = await shell("fish", {
      ".config/fish/config.fish": `function fish_prompt
    set -g seen "$seen$status,"
    echo 'mine> '
end
function told --on-event fish_postexec
    set -g ended "$ended$status,"
end
set -g order config`,
    });
    await it.run("sh -c 'exit 4'");
    expect(await printed(it, "$order $ended")).toBe("config 4,");
    expect(it.marks()).toMatch(/C D4 A B C D0 A B$/);
    expect(it.text()).toContain("mine> ");
  });
});
