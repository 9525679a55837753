/**
 * The table by which every terminal of a session (shadow, windows, command line, player) gives a character its cells:
 * the one built into xterm.js, Unicode 6. A cell counted differently somewhere shifts the rest of the line there.
 * Recordings name it in their header.
 */
export const widthTable = "xterm-6";

/** What xterm calls it: `terminal.unicode.activeVersion`. */
export const xtermUnicodeVersion = "6";
