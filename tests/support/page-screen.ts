import type { Page } from "playwright";
import { dumpScreen, type ScreenDump } from "./compare-screens.ts";

/** Where a session's screen is on its page. */
export function surface(page: Page) {
  return page.getByTestId("terminal");
}

/** What is on the screen and in its scrollback, as text without the blanks at the ends of lines. */
export async function screenText(page: Page): Promise<string> {
  const { normal, alternate, active } = await screenOf(page);
  const { lines } = active === "normal" ? normal : alternate;
  return lines
    .map(({ cells }) =>
      cells
        .map(([cell]) => (cell === "»" ? "" : cell || " "))
        .join("")
        .trimEnd(),
    )
    .join("\n")
    .trimEnd();
}

/** The cells, the cursor and the modes of a page's screen. */
export async function screenOf(page: Page): Promise<ScreenDump> {
  const terminal = await surface(page).evaluateHandle((element) => {
    const found: unknown = Reflect.get(element, "terminal");
    if (typeof found !== "object" || found === null) throw new Error("no terminal is mounted yet");
    return found;
  });
  try {
    return await terminal.evaluate(dumpScreen);
  } finally {
    await terminal.dispose();
  }
}

/** Until a page's screen shows it, its lines without the blanks at their ends; throws with what it shows instead. */
export async function shows(page: Page, what: string | RegExp, limitMs = 45_000): Promise<void> {
  const pattern =
    what instanceof RegExp
      ? { source: what.source, flags: what.flags }
      : { source: what.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), flags: "" };
  const isShown = ({ source, flags }: typeof pattern) => {
    interface Shown {
      buffer: {
        active: {
          length: number;
          getLine(y: number): { translateToString(): string } | undefined;
        };
      };
    }
    const isTerminal = (value: unknown): value is Shown =>
      typeof value === "object" && value !== null && "buffer" in value;
    const element = document.querySelector("[data-testid=terminal]");
    const terminal: unknown = element === null ? undefined : Reflect.get(element, "terminal");
    if (!isTerminal(terminal)) return false;
    const { active } = terminal.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, y) => active.getLine(y)?.translateToString().trimEnd() ?? "",
    );
    return new RegExp(source, flags).test(lines.join("\n"));
  };
  try {
    await page.waitForFunction(isShown, pattern, { timeout: limitMs, polling: 30 });
  } catch (cause) {
    const shown = await screenText(page).catch(() => "no screen");
    throw new Error(`the screen never showed ${String(what)}, but:\n${shown}`, { cause });
  }
}

/** As fast as keys go: to wait for each costs every page that looks on a picture of each. */
async function typeFast(page: Page, text: string): Promise<void> {
  await Promise.all(
    [...text].flatMap((typed) => {
      const key = typed === "\r" ? "Enter" : typed;
      return [page.keyboard.down(key), page.keyboard.up(key)];
    }),
  );
}

/** Types at the screen, one key after the other; `<Escape>` and the like are keys by name. */
export async function typeAtScreen(page: Page, keys: string): Promise<void> {
  // Until it is drawn, the screen takes no focus.
  await page.waitForFunction(() => {
    const keys = document.querySelector<HTMLElement>(".xterm-helper-textarea");
    keys?.focus();
    return keys !== null && document.activeElement === keys;
  });
  for (const part of keys.split(/(<[A-Z][\w+]+>)/)) {
    const name = /^<([\w+]+)>$/.exec(part)?.[1];
    if (name === undefined) await typeFast(page, part);
    else await page.keyboard.press(name);
  }
}
