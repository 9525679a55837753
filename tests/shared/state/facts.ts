import type { Facts } from "../../../electron/engine/session/call.ts";

/** What the host knows when nothing stands in anybody's way. */
export const quietFacts = {
  targetBusy: false,
  shellBusy: false,
  leftovers: false,
  bracketedPaste: false,
  screenTop: 0,
  buffer: "main",
} as const satisfies Omit<Facts, "wallMs" | "random">;
