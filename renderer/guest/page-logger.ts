import type { Logger } from "../../shared/base/ports.ts";

/** A page keeps no log: what a guest should know stands on the page, and the host logs its own side. */
export const pageLogger: Logger = {
  info() {},
  warn() {},
  error() {},
  with: () => pageLogger,
};
