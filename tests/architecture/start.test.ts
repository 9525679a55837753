import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A program that says what it is and what it was given, in the place of the real one. */
const telling = (name: string) =>
  `console.log([${JSON.stringify(name)}, ...process.argv.slice(2)].join(" "));\n`;
const lockfile = JSON.stringify({ packages: { "": {} } });

let checkout: string;
beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), "tandem-start-"));
  await cp(join(root, "build"), join(checkout, "build"), { recursive: true });
  // Nothing to install, and nothing to build: what is started stands there already.
  const files = {
    "package.json": '{ "type": "module" }',
    "package-lock.json": lockfile,
    "node_modules/.package-lock.json": lockfile,
    "node_modules/electron/package.json": '{ "type": "commonjs" }',
    "node_modules/electron/cli.js": telling("electron"),
    "node_modules/electron/install.js":
      'require("node:fs").writeFileSync(require("node:path").join(__dirname, "path.txt"), "electron");\n',
    "dist/cli/tandem.js": telling("tandem"),
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(checkout, path)), { recursive: true });
    await writeFile(join(checkout, path), content);
  }
});
afterEach(() => rm(checkout, { recursive: true }));

const installElectron = () => writeFile(join(checkout, "node_modules", "electron", "path.txt"), "electron");

/** Who runs it, on what: a person at a desktop, unless told otherwise. */
interface Person {
  readonly uid?: number;
  readonly display?: string;
  readonly mirror?: string;
}

/** The lines that `npm start -- …` prints, without those of the build. */
async function npmStart(person: Person, ...words: readonly string[]): Promise<readonly string[]> {
  const as = `data:text/javascript,process.getuid=()=>${person.uid ?? 1000}`;
  const script = join(checkout, "build", "run", "start.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", as, script, ...words], {
    env: {
      PATH: process.env["PATH"],
      DISPLAY: person.display ?? ":0",
      // Nobody listens there: no network, as far as a test goes.
      ELECTRON_MIRROR: person.mirror ?? "http://127.0.0.1:1/",
    },
  });
  return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("Left out dist/"));
}

/** Where Electron could be fetched from, for one test. */
async function startMirror(): Promise<string> {
  const server = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
}

describe.runIf(process.platform === "linux")("npm start", () => {
  it("opens the desktop app where Electron is there, with the words after --", async () => {
    await installElectron();
    expect(await npmStart({})).toEqual(["electron ."]);
    expect(await npmStart({}, "--lan", "--data", "elsewhere")).toEqual(["electron . --lan --data elsewhere"]);
  });

  it.each([
    ["there is no display", { display: "" }, "There is no display here"],
    ["root runs it", { uid: 0 }, "The desktop app does not run as root (its sandbox cannot)"],
  ])(
    "says in one line that it opens in the browser where %s, and passes the words on",
    async (_why, who, why) => {
      await installElectron();
      expect(await npmStart(who, "--lan")).toEqual([
        `${why}, so Tandem opens in your browser.`,
        "tandem app --browser --lan",
      ]);
    },
  );

  it("opens in the browser where Electron is not there and cannot be fetched", async () => {
    expect(await npmStart({})).toEqual([
      "Electron is not installed and cannot be fetched from here, so Tandem opens in your browser.",
      "tandem app --browser",
    ]);
  });

  it("fetches Electron where it can be, once", async () => {
    const person = { mirror: await startMirror() };
    expect(await npmStart(person)).toEqual(["Fetching Electron (about 110 MB, once)", "electron ."]);
    expect(await npmStart({})).toEqual(["electron ."]);
  });

  it("says so where the download fails", async () => {
    await writeFile(join(checkout, "node_modules", "electron", "install.js"), "process.exit(1);\n");
    expect(await npmStart({ mirror: await startMirror() })).toEqual([
      "Fetching Electron (about 110 MB, once)",
      "Electron could not be fetched, so Tandem opens in your browser.",
      "tandem app --browser",
    ]);
  });
});

describe("npm start of this checkout, without a display", () => {
  it("prints the one line and an address at which the page is", async () => {
    const data = await mkdtemp(join(tmpdir(), "tandem-start-"));
    const words = ["build/run/start.mjs", "--no-open", "--data", data];
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
    const child = spawn(process.execPath, words, { cwd: root, env, stdio: ["pipe", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    try {
      const lines: string[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        lines.push(line);
        if (line.startsWith("Tandem is open at ")) break;
      }
      const [said, opened] = lines.filter((line) => !line.startsWith("Built ")).slice(-2);
      if (process.platform === "linux")
        expect(said).toBe("There is no display here, so Tandem opens in your browser.");
      const url = /^Tandem is open at (http:\/\/127\.0\.0\.1:\d+)\/#launch=\S+$/.exec(opened ?? "")?.[1];
      expect(await (await fetch(`${url}/`)).text()).toContain("<title>Tandem</title>");
      expect(await readFile(join(data, "identity.pub"), "utf8")).toMatch(/^[\w-]{43}\n$/);
    } finally {
      child.kill("SIGTERM");
      await ended;
      await rm(data, { recursive: true });
    }
  }, 120_000);
});
