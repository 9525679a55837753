import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A command that does what it is told, in the place of the real one. */
const command = `
import { greeting } from "../../shared/greeting.ts";
const [what = "", detail = ""] = process.argv.slice(2);
if (what === "say") console.log(greeting, detail);
if (what === "exit") process.exit(Number(detail));
if (what === "die") process.kill(process.pid, detail);
if (what === "wait") {
  setInterval(() => {}, 60_000);
  process.on("SIGTERM", () => process.exit(7)).on("SIGINT", () => process.exit(8));
  console.log("waiting");
}
`;

const sources: Readonly<Record<string, string>> = {
  "shared/greeting.ts": 'export const greeting = "hello";\n',
  "electron/cli/main.ts": command,
  "electron/engine/entry.ts": "export {};\n",
  "electron/engine/entry-messages.ts": "export {};\n",
  "electron/engine/screen/worker.ts": "export {};\n",
  "electron/shell/main.ts": "export {};\n",
  "electron/shell/preload.ts": "export {};\n",
  "renderer/index.html": '<!doctype html><script type="module" src="./main.ts"></script>\n',
  "renderer/main.ts": "document.title = 'Tandem';\n",
};

let checkout: string;

beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), "tandem-checkout-"));
  for (const name of ["package.json", "package-lock.json", "build"]) {
    await cp(join(root, name), join(checkout, name), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(checkout, "node_modules"));
  for (const [path, source] of Object.entries(sources)) {
    await mkdir(dirname(join(checkout, path)), { recursive: true });
    await writeFile(join(checkout, path), source);
  }
});
afterAll(() => rm(checkout, { recursive: true }));

/** Makes the Node that runs this call itself an old one, which then hands over to the project's. */
const asOldNode = [
  "--import",
  `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.19.0"})`,
];

function tandem(nodeFlags: readonly string[], ...args: readonly string[]): ChildProcess {
  const bin = join(checkout, "build", "bin", "tandem.mjs");
  return spawn(process.execPath, [...nodeFlags, bin, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

/** How a command ended: its exit code, or the signal that ended it. */
async function ending(child: ChildProcess): Promise<unknown> {
  const [code, signal] = await once(child, "exit");
  return code ?? signal;
}

async function build(): Promise<string> {
  return (await promisify(execFile)(process.execPath, [join(checkout, "build", "run", "build.mjs")])).stdout;
}

describe("the build", () => {
  it("makes every bundle once, and again only when what goes into it has changed", async () => {
    const greeting = join(checkout, "shared", "greeting.ts");
    const made = (output: string) => [...output.matchAll(/Built dist\/(\w+)/g)].map((match) => match[1]);
    expect(made(await build())).toEqual(["engine", "cli", "renderer", "shell"]);
    expect(await build()).toBe("");

    // A fresh checkout has new times and the same content.
    await utimes(greeting, new Date(), new Date());
    expect(await build()).toBe("");

    await writeFile(join(checkout, "renderer", "main.ts"), "document.title = 'Changed';\n");
    expect(made(await build())).toEqual(["renderer"]);
    await writeFile(greeting, 'export const greeting = "good day";\n');
    expect(made(await build())).toEqual(["engine", "cli", "renderer", "shell"]);
  });

  it("lists the licenses of what it took in", async () => {
    await build();
    expect(await readFile(join(checkout, "dist", "renderer", "licenses.md"), "utf8")).toContain("# Licenses");
  });
});

describe.each([
  ["a Node that is new enough", []],
  ["an old Node, which hands over", asOldNode],
])("tandem in a checkout, under %s", (_which, flags) => {
  it("runs what the sources say now", async () => {
    await writeFile(join(checkout, "shared", "greeting.ts"), `export const greeting = "${flags.length}";\n`);
    const child = tandem(flags, "say", "it");
    const text = child.stdout?.setEncoding("utf8").toArray();
    expect(await ending(child)).toBe(0);
    expect(await text).toEqual([`${flags.length} it\n`]);
  });

  it("ends as the command ends", async () => {
    expect(await ending(tandem(flags, "exit", "0"))).toBe(0);
    expect(await ending(tandem(flags, "exit", "42"))).toBe(42);
    expect(await ending(tandem(flags, "die", "SIGKILL"))).toBe("SIGKILL");
    expect(await ending(tandem(flags, "die", "SIGTERM"))).toBe("SIGTERM");
  });

  it.each([
    ["SIGTERM", 7],
    ["SIGINT", 8],
  ] as const)("hands %s to the command, which decides", async (signal, code) => {
    const child = tandem(flags, "wait");
    if (child.stdout === null) throw new Error("no output");
    await once(child.stdout, "data");
    const end = ending(child);
    child.kill(signal);
    expect(await end).toBe(code);
  });
});
