import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { _electron } from "playwright";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const electronFolder = dirname(createRequire(import.meta.url).resolve("electron/package.json"));

/** Why the real app cannot run here; undefined where it can. */
function whyNot(): string | undefined {
  if (!existsSync(join(electronFolder, "path.txt"))) return "Electron's binary is not installed";
  if (process.platform === "linux" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"]) {
    return "there is no display";
  }
  if (process.getuid?.() === 0) return "its sandbox does not work for root";
  return undefined;
}

const obstacle = whyNot();
if (obstacle !== undefined) console.log(`The test in a real Electron did not run: ${obstacle}.`);

describe.runIf(obstacle === undefined)("the app in a real Electron", () => {
  it("[D4] shows its page, isolated, with a line to the engine", async () => {
    const userData = await mkdtemp(join(tmpdir(), "tandem-electron-"));
    const app = await _electron.launch({
      args: [root, `--user-data-dir=${userData}`, "--data", join(userData, "tandem")],
      cwd: root,
    });
    try {
      const page = await app.firstWindow();
      expect(page.url()).toBe("tandem-app://owner/");
      expect(await page.evaluate(() => typeof Reflect.get(window, "require"))).toBe("undefined");
      expect(await page.evaluate(() => typeof Reflect.get(window, "process"))).toBe("undefined");
      const port = page.evaluate(
        () =>
          new Promise<string>((resolve) => {
            window.addEventListener("message", (event: MessageEvent<{ path: string }>) => {
              if (event.ports.length === 1) resolve(event.data.path);
            });
            const { tandemShell } = window as unknown as {
              readonly tandemShell: { open(path: string): void };
            };
            tandemShell.open("host");
          }),
      );
      expect(await port).toBe("host");
      expect(await page.evaluate(() => window.open("https://example.org/"))).toBeNull();
    } finally {
      await app.close();
      await rm(userData, { recursive: true, force: true });
    }
  });
});
