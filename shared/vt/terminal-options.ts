/**
 * The options of xterm.js that decide what a stream of output looks like. Every terminal of a session has these; a
 * keyframe made by one is right only in another that has them too.
 */
export const terminalOptions = {
  allowProposedApi: true,
  convertEol: false,
  cursorBlink: false,
  /** xterm reports what it cannot parse on the console: the target's output is not for our logs. */
  logLevel: "off",
  reflowCursorLine: false,
  /** Lines; 10,000 of 80 columns take about 10 MB in each terminal. */
  scrollback: 10_000,
  scrollOnEraseInDisplay: false,
  tabStopWidth: 8,
  /** No window is moved, resized or asked for its size by the target. */
  windowOptions: {},
} as const;
