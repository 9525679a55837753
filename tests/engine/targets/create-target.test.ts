import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import {
  createTarget,
  type TargetSpec,
  targetSpecSchema,
} from "../../../electron/engine/targets/create-target.ts";
import { targetEnvironment } from "../../../electron/engine/targets/environment.ts";
import { sshHost } from "../../../electron/engine/targets/ssh.ts";
import { started } from "../../contracts/target.ts";
import { programPath } from "../../support/programs.ts";

const size = { cols: 80, rows: 24 };

/** What a target of this kind shows until its end. */
async function shown(
  spec: TargetSpec,
  env: Record<string, string | undefined> = {},
  input = "",
): Promise<string> {
  const target = createTarget(spec, { env: { ...process.env, ...env }, sessionId: "SES-AAAAAAAAAAAAAAAA" });
  const { text, exit } = await started(target);
  if (input !== "") target.handle({ type: "write", data: input });
  await exit;
  return text();
}

describe("the specification of a target", () => {
  const accepted = (spec: unknown) => targetSpecSchema.safeParse(spec).success;

  test("names one of four kinds, with what that kind needs and nothing else", () => {
    expect(accepted({ kind: "shell", ...size })).toBe(true);
    expect(accepted({ kind: "shell", ...size, cwd: "/tmp" })).toBe(true);
    expect(accepted({ kind: "echo", ...size })).toBe(true);
    expect(accepted({ kind: "ssh", argv: ["prod-db-01"], ...size })).toBe(true);
    expect(accepted({ kind: "command", argv: ["top", ""], ...size })).toBe(true);
    expect(accepted({ kind: "vnc", ...size })).toBe(false);
    expect(accepted({ kind: "shell", argv: ["bash"], ...size })).toBe(false);
    expect(accepted({ kind: "ssh", argv: [], ...size })).toBe(false);
    expect(accepted({ kind: "command", argv: [], ...size })).toBe(false);
    expect(accepted({ kind: "command", argv: [""], ...size })).toBe(false);
    expect(accepted({ kind: "command", argv: ["true\0--force"], ...size })).toBe(false);
    expect(accepted({ kind: "shell", cols: 0, rows: 24 })).toBe(false);
    expect(accepted({ kind: "shell", cols: 80, rows: 1001 })).toBe(false);
    expect(accepted({ kind: "shell", ...size, cwd: "relative" })).toBe(false);
  });

  test("[D3] gives each target a label without arguments", () => {
    const label = (spec: TargetSpec) => createTarget(spec, { env: { SHELL: "/usr/bin/zsh" } }).label;
    expect(label({ kind: "shell", ...size })).toBe("zsh");
    expect(label({ kind: "ssh", argv: ["-p", "22", "root@db", "secret"], ...size })).toBe("ssh db");
    expect(label({ kind: "command", argv: ["/usr/bin/mysql", "-psecret"], ...size })).toBe("mysql");
    expect(label({ kind: "echo", ...size })).toBe("echo");
  });
});

describe("the host that ssh's words name", () => {
  test.each([
    [["prod-db-01"], "prod-db-01"],
    [["ana@prod-db-01", "uptime"], "prod-db-01"],
    [["-p", "2222", "-4A", "prod-db-01"], "prod-db-01"],
    [["-p2222", "-oUser=ana", "prod-db-01"], "prod-db-01"],
    [["-o", "ProxyCommand=nc secret", "-4i", "key", "--", "ana@db"], "db"],
    [["ssh://ana:secret@db.example:2222"], "db.example"],
    [["ssh://[::1]:22"], "[::1]"],
    [["-V"], undefined],
    [["-p"], undefined],
    [[], undefined],
  ])("%j: %s", (words, host) => {
    expect(sshHost(words)).toBe(host);
  });
});

describe("what a target sees of our environment", () => {
  test("is the user's, without anything of ours, of the runner or of the terminal around us", () => {
    const own = {
      HOME: "/home/ana",
      LANG: "C.UTF-8",
      TANDEM_ADMIN_TOKEN: "secret",
      npm_config_registry: "x",
      ELECTRON_RUN_AS_NODE: "1",
      NODE_CHANNEL_FD: "3",
      TMUX: "/tmp/x",
      COLUMNS: "80",
      TERM: "dumb",
      PATH: "/app/node_modules/.bin:/x/node_modules/@npmcli/run-script/lib/node-gyp-bin:/usr/bin:/bin",
      UNSET: undefined,
    };
    expect(targetEnvironment(own, { cwd: "/srv", sessionId: "SES-1" })).toEqual({
      HOME: "/home/ana",
      LANG: "C.UTF-8",
      PATH: "/usr/bin:/bin",
      TERM: "xterm-256color",
      COLORTERM: "truecolor",
      PWD: "/srv",
      TANDEM_SESSION: "SES-1",
    });
  });

  test("arrives at the program like that", async () => {
    const text = await shown(
      { kind: "command", argv: ["env"], cwd: "/tmp", ...size },
      { TANDEM_SECRET: "hidden", npm_x: "hidden", MINE: "kept", "BASH_FUNC_f%%": "() { :; }" },
    );
    expect(text).not.toContain("hidden");
    expect(text).toContain("MINE=kept\r\n");
    expect(text).toContain("BASH_FUNC_f%%=() { :; }\r\n");
    expect(text).toContain("TERM=xterm-256color\r\n");
    expect(text).toContain("PWD=/tmp\r\n");
    expect(text).toContain("TANDEM_SESSION=SES-AAAAAAAAAAAAAAAA\r\n");
  });
});

describe("a shell", () => {
  test.each(["bash", "zsh"])("%s is a login shell in the user's home", async (name) => {
    const asks = name === "bash" ? "shopt login_shell" : "[[ -o login ]] && echo login_shell on";
    const env = { SHELL: programPath(name), HOME: "/tmp", ZDOTDIR: "/tmp" };
    const text = await shown({ kind: "shell", ...size }, env, `${asks}; pwd\rexit\r`);
    expect(text).toMatch(/login_shell\s+on/);
    expect(text).toContain(`${homedir()}\r\n`);
  });
});

describe("ssh", () => {
  test("is the system's own client, deaf to its escape character", async () => {
    programPath("ssh");
    const text = await shown({ kind: "ssh", argv: ["-G", "somewhere"], ...size });
    expect(text).toContain("hostname somewhere\r\n");
    expect(text).toContain("escapechar none\r\n");
    expect(await shown({ kind: "ssh", argv: ["-e", "^", "-G", "somewhere"], ...size })).not.toContain(
      "escapechar none",
    );
  });
});

test("a process that opens no terminal loads no native code", async () => {
  const script = `
    const { createTarget } = await import(${JSON.stringify(import.meta.resolve("../../../electron/engine/targets/create-target.ts"))});
    const target = createTarget({ kind: "echo", cols: 80, rows: 24 }, { env: {} });
    await target.start(new AbortController().signal);
    await target.dispose();
    console.log(process.report.getReport().sharedObjects.filter((path) => path.endsWith(".node")).length);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  expect(stdout.trim()).toBe("0");
});
