import { afterEach, describe, expect, test } from "vitest";
import { createCommandTarget } from "../../../electron/engine/targets/command.ts";
import { sessionMembers } from "../../../electron/engine/targets/process-session.ts";
import type { Target } from "../../../electron/engine/targets/target.ts";
import { started, until, type Watched } from "../../contracts/target.ts";

const created: Target[] = [];

async function run(...argv: [string, ...string[]]): Promise<Watched> {
  const target = createCommandTarget({ env: process.env, cwd: "/", cols: 80, rows: 24, argv });
  created.push(target);
  return started(target);
}

/** The process that the target's terminal began with: the script prints it. */
async function sessionOf({ shows, text }: Watched): Promise<number> {
  await shows("]");
  return Number(/pid \[(\d+)\]/.exec(text())?.[1]);
}

afterEach(async () => {
  await Promise.all(created.splice(0).map((target) => target.dispose()));
});

describe("a target that is disposed", () => {
  test("may say goodbye when it hears the hang-up", async () => {
    const watched = await run(
      "bash",
      "-c",
      "trap 'echo goodbye; exit 7' HUP; echo pid [$$]; while :; do sleep 0.01; done",
    );
    await sessionOf(watched);
    await watched.target.dispose();
    expect(watched.text()).toContain("goodbye\r\n");
    expect(watched.exits).toEqual([{ code: 7 }]);
  });

  test("[T2] ends by force after the grace time, with its children, when it does not listen", async () => {
    const watched = await run("bash", "-c", "trap '' HUP TERM; sleep 61 & echo pid [$$]; sleep 62; sleep 63");
    const session = await sessionOf(watched);
    await until(async () => (await sessionMembers(session)).length === 3);
    const before = performance.now();
    await watched.target.dispose();
    const tookMs = performance.now() - before;
    expect(tookMs).toBeGreaterThan(1900);
    expect(tookMs).toBeLessThan(4000);
    expect(await sessionMembers(session)).toEqual([]);
    expect(watched.exits).toEqual([{ code: 137, message: "It was ended by the signal SIGKILL." }]);
  });

  test("[T2] leaves none of the jobs that a shell put aside, stopped ones included", async () => {
    const watched = await run("bash", "--norc", "--noprofile", "-i");
    watched.target.handle({
      type: "write",
      data: "nohup sleep 61 >/dev/null &\rsleep 62 | cat &\rsleep 63 & kill -STOP $!\r",
    });
    watched.target.handle({ type: "write", data: "echo pid '['$$]\r" });
    await watched.shows("pid [");
    const session = Number(/pid \[(\d+)\]/.exec(watched.text())?.[1]);
    await until(async () => (await sessionMembers(session)).length === 5);
    await watched.target.dispose();
    expect(await sessionMembers(session)).toEqual([]);
  });

  test("[T2] is gone soon while it floods a paused reader", async () => {
    const watched = await run("yes");
    await watched.shows("y");
    watched.target.setFlow("pause");
    const before = performance.now();
    await watched.target.dispose();
    expect(performance.now() - before).toBeLessThan(1500);
    // By the hang-up: who does not hear it is killed after the grace time.
    expect(watched.exits).toEqual([{ code: 129, message: "It was ended by the signal SIGHUP." }]);
  });
});

describe("a target that ends by itself", () => {
  test("leaves what its user left running, as a terminal does", async () => {
    const watched = await run(
      "bash",
      "-c",
      "trap '' HUP; sleep 64 >/dev/null 2>&1 & echo pid [$$]; sleep 0.05",
    );
    const session = await sessionOf(watched);
    await watched.exit;
    const left = await sessionMembers(session);
    expect(left).toHaveLength(1);
    await watched.target.dispose();
    expect(await sessionMembers(session)).toEqual(left);
    for (const pid of left) process.kill(pid, "SIGKILL");
  });
});
