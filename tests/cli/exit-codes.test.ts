import { expect, test } from "vitest";
import { exitCodes, joinExitCodes } from "../../electron/cli/exit-codes.ts";
import { closeReasons } from "../../shared/channel/close-reason.ts";

test("every way a connection ends has its exit code, and only not being reached is 4", () => {
  expect(Object.keys(joinExitCodes).sort()).toEqual(Object.keys(closeReasons).sort());
  const with4 = Object.entries(joinExitCodes).flatMap(([why, code]) =>
    code === exitCodes.unreachable ? [why] : [],
  );
  expect(with4.sort()).toEqual(["handshake-timeout", "host-offline", "lost", "server-unreachable"]);
});

test("a talk that broke is a failure, and somebody who was put out ends with 5", () => {
  for (const broken of ["protocol-error", "internal-error", "over-budget", "too-slow"] as const) {
    expect(joinExitCodes[broken]).toBe(exitCodes.failed);
  }
  for (const out of ["removed", "idle", "sharing-off"] as const) {
    expect(joinExitCodes[out]).toBe(exitCodes.removed);
  }
});
