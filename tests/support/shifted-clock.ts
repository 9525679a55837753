import { z } from "zod";

// Loaded before a program with --import: SIGUSR2 puts both its clocks forward at once, as when a machine slept.
const shiftMs = z.coerce.number().parse(process.env["TANDEM_TEST_SHIFT_MS"]);
const real = { now: performance.now.bind(performance), wall: Date.now.bind(Date) };
let shiftedMs = 0;
performance.now = () => real.now() + shiftedMs;
Date.now = () => real.wall() + shiftedMs;
process.on("SIGUSR2", () => {
  shiftedMs += shiftMs;
  process.stderr.write(`clocks shifted by ${shiftMs}\n`);
});
