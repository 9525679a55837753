import { WebglAddon } from "@xterm/addon-webgl";
import { Terminal } from "@xterm/xterm";
import { hardenTerminal } from "../../../shared/vt/harden.ts";
import { silenceQueries } from "../../../shared/vt/queries.ts";
import { terminalOptions } from "../../../shared/vt/terminal-options.ts";
import { xtermUnicodeVersion } from "../../../shared/vt/width.ts";
import type { Theme } from "../../ui/theme.ts";
import { palettes } from "./palette.ts";

export const terminalFont = '"JetBrains Mono Variable", ui-monospace, "DejaVu Sans Mono", monospace';

export interface TerminalSettings {
  readonly cols: number;
  readonly rows: number;
  readonly fontSize: number;
  readonly theme: Theme;
  /** Asked before a link of the screen is opened. */
  readonly onLink: (address: string) => void;
}

/**
 * A terminal that shows and never speaks: it answers no query, sets no clipboard, opens no link, moves no window.
 * Who may type is decided elsewhere; it starts without an ear.
 */
export function createTerminal(settings: TerminalSettings): Terminal {
  const terminal = new Terminal({
    ...terminalOptions,
    cols: settings.cols,
    rows: settings.rows,
    fontFamily: terminalFont,
    fontSize: settings.fontSize,
    fontWeight: 400,
    fontWeightBold: 700,
    lineHeight: 1.2,
    cursorInactiveStyle: "outline",
    disableStdin: true,
    altClickMovesCursor: false,
    macOptionIsMeta: true,
    rescaleOverlappingGlyphs: true,
    screenReaderMode: true,
    linkHandler: { activate: (_event, address) => settings.onLink(address) },
    ...themeOptions(settings.theme),
  });
  terminal.unicode.activeVersion = xtermUnicodeVersion;
  hardenTerminal(terminal);
  silenceQueries(terminal.parser);
  return terminal;
}

/** Programs choose colours for a dark background; on a light one they are brought to 4.5 to 1. */
export function themeOptions(theme: Theme) {
  return { theme: palettes[theme], minimumContrastRatio: theme === "light" ? 4.5 : 1 };
}

/** Draws with the graphics card where there is one; xterm's own DOM drawing stays otherwise, and when the card gives up. */
export function accelerate(terminal: Terminal): void {
  if (!hasGraphicsCard()) return;
  try {
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => webgl.dispose());
    terminal.loadAddon(webgl);
  } catch {
    // No WebGL after all: the DOM renderer draws the same.
  }
}

const softwareRenderers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** WebGL in software, as in virtual machines, takes seconds for a first picture; the DOM takes none. */
function hasGraphicsCard(): boolean {
  const context = document
    .createElement("canvas")
    .getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (context === null) return false;
  const names = context.getExtension("WEBGL_debug_renderer_info");
  const renderer: unknown = context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return !softwareRenderers.test(String(renderer));
}

/** Letters are measured once, when the terminal opens: the font has to be there by then. */
export async function loadTerminalFont(): Promise<void> {
  const wanted = [`14px ${terminalFont}`, `bold 14px ${terminalFont}`].map((font) =>
    document.fonts.load(font),
  );
  const timeout = new Promise((resolve) => setTimeout(resolve, 1_500));
  await Promise.race([Promise.allSettled(wanted), timeout]);
}
