import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installation } from "../support/tandem.ts";
import { until } from "../support/until.ts";

/** Folders that are not there: behind so many a program takes a second and more to be found. */
const longPath = [
  ...Array.from({ length: 28_000 }, (_, index) => index.toString(36)),
  process.env["PATH"] ?? "",
].join(":");

test("[D1, L2] a start under way while its host is told to end becomes the next host, and leaves nothing unsealed", async () => {
  const own = installation();
  const first = await own.start(["--target", "echo"], { env: { PATH: longPath } });
  const folder = join(own.folder, "recordings");
  const reserves = () => readdirSync(folder).filter((name) => name.endsWith(".reserve"));
  const proof = join(own.folder, "ran");
  const second = own.spawn([
    "start",
    "--headless",
    "--json",
    "--",
    "bash",
    "-c",
    'echo once >> "$0"; read',
    proof,
  ]);
  await until("the second session's recording being open", () => reserves().length === 4);
  first.process.signal("SIGTERM");
  expect(await first.process.done).toMatchObject({ code: 0, stderr: "" });

  const { session: id, recording } = await second.line({ event: "ready" });
  expect((await own.run("sessions", "--json")).lines).toMatchObject([{ id }]);
  expect(reserves()).toHaveLength(2);
  const recordings = (await own.run("recordings", "--json")).lines.map(({ path }) => String(path));
  expect(recordings).toHaveLength(3);
  await until("the program having run", () => existsSync(proof));
  second.signal("SIGTERM");
  expect(await second.done).toMatchObject({ code: 0, stderr: "" });
  expect(recordings).toContain(recording);
  for (const path of recordings) expect(await own.run("verify", path)).toMatchObject({ code: 0 });
  expect(readFileSync(proof, "utf8")).toBe("once\n");
  expect(reserves()).toEqual([]);
});
