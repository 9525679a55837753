import { createCommandTarget } from "../../../electron/engine/targets/command.ts";
import { createEchoTarget } from "../../../electron/engine/targets/echo.ts";
import { describeTarget } from "../../contracts/target.ts";

const place = { env: process.env, cwd: "/", cols: 80, rows: 24 };

describeTarget("echo", { create: createEchoTarget, end: "\x04" });

describeTarget("cat on a terminal", {
  create: () => createCommandTarget({ ...place, argv: ["cat"] }),
  end: "\x04",
});

describeTarget("bash", {
  create: () => createCommandTarget({ ...place, argv: ["bash", "--norc", "--noprofile", "-i"] }),
  // Whatever stands on the line is dropped first, as is what an earlier refused line left as the exit code.
  end: "\x15exit 0\r",
});
