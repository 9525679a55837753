import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { goldenFiles } from "../golden/recording-v1.ts";
import { installation } from "../support/tandem.ts";

test("audit prints a recording's trail for people, for programs and for spreadsheets", async () => {
  const own = installation();
  const file = fileURLToPath(goldenFiles.public);
  const people = await own.run("audit", file);
  expect(people).toMatchObject({ code: 0, stderr: "" });
  expect(people.stdout).toMatch(
    /^2026-01-01T00:00:02\.100Z {2}PARTICIPANT_JOIN {10}Guest \(Mia\) {2}.*; from 192\.0\.2\.7 \(told by the server\); approved by Ana$/m,
  );
  expect(people.stdout).toContain("  Guest (Mia)  text It is full.␊Look at /var., mentions none\n");
  const programs = await own.run("audit", file, "--json", "--event", "participant_leave");
  expect(programs.lines).toEqual([
    {
      at: "2026-01-01T00:00:06.036Z",
      seq: 12,
      audit: "PARTICIPANT_LEAVE",
      event: "participant.left",
      who: { id: "PAR-GUESTAAA", name: "Guest (Mia)" },
      details: { participant: "PAR-GUESTAAA" },
      what: "",
      why: "left",
    },
  ]);
  const sheet = await own.run("audit", file, "--csv", "--who", "Guest (Mia)", "--event", "INPUT_SUBMITTED");
  expect(sheet.stdout).toBe(
    '"time","event","who","participant","what","from","how","why"\r\n' +
      '"2026-01-01T00:00:04.103Z","INPUT_SUBMITTED","Guest (Mia)","PAR-GUESTAAA","kind key, bytes 6","","",""\r\n',
  );
});

test("audit of a session that runs says who was let in and from where, and why somebody had to go; afterwards as well", async () => {
  const own = installation();
  const { id, process, recording } = await own.start(["--target", "echo"]);
  const { url, id: link } = await own.share(id);
  const mia = await own.join(url, "--name", "=Mia()");
  await mia.command("chat.send", { text: "-2+3" });
  expect((await own.run("kick", id, "=Mia()", "--reason", "@noon it is over")).code).toBe(0);
  expect((await own.run("unshare", id, link, "--reason", "It leaked")).code).toBe(0);
  expect((await own.run("sharing", id, "off", "--reason", "Lunch")).stdout).toBe("Sharing was switched.\n");
  // Written within a second.
  await expect
    .poll(async () => (await own.run("audit", id)).stdout, { timeout: 20_000 })
    .toContain("because Lunch");
  const live = await own.run("audit", id, "--json", "--who", "=mia()");
  expect(live.code).toBe(0);
  expect(live.lines).toContainEqual(
    expect.objectContaining({
      audit: "PARTICIPANT_JOIN",
      how: "by the link",
      from: expect.stringMatching(/^127\.0\.0\.1 \(told by the/),
    }),
  );
  expect(live.lines).toContainEqual(
    expect.objectContaining({ audit: "PARTICIPANT_REMOVED", why: "@noon it is over" }),
  );
  const all = (await own.run("audit", id.toLowerCase(), "--csv")).stdout;
  expect(all).toContain(`"'=Mia()"`);
  expect(all).toContain(`"'@noon it is over"`);
  expect(all).toMatch(/"SHARING_SETTINGS_CHANGED",.*"link\.revoked: link LNK-.*","It leaked"\r\n/);
  process.signal("SIGTERM");
  await process.done;
  expect((await own.run("audit", id, "--event", "SESSION_ENDED", "--json")).lines).toHaveLength(1);
  expect((await own.run("verify", recording)).code).toBe(0);
});

test("audit does without the private file, says so, and takes no other session's", async () => {
  const own = installation();
  const file = join(own.folder, "copy.cast");
  await copyFile(goldenFiles.public, file);
  const without = await own.run("audit", file);
  expect(without).toMatchObject({
    code: 0,
    stderr: "Addresses are left out: the private file is not to be read beside this one.\n",
  });
  expect(without.stdout).not.toContain("192.0.2.7");
  const other = (await readFile(goldenFiles.private, "utf8")).replace(
    "SES-ABCDEFGH23456722",
    "SES-ABCDEFGH23456777",
  );
  await writeFile(join(own.folder, "copy.private.cast"), other);
  expect((await own.run("audit", file)).stdout).not.toContain("192.0.2.7");
});

test("audit tells what it cannot read, whom it does not know and what is no recording by sentence and exit code", async () => {
  const own = installation();
  const golden = await readFile(goldenFiles.public, "utf8");
  const file = join(own.folder, "broken.cast");
  await writeFile(file, golden.replace('[2, "t", "{', '[2, "t", "'));
  const broken = await own.run("audit", file);
  expect(broken).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Entry 6 cannot be read: not JSON."),
  });
  expect(broken.stdout).toContain("SESSION_ENDED");
  expect(await own.run("audit", file, "--who", "Ben", "--json")).toMatchObject({
    code: 1,
    lines: [{ error: "no-such-participant", message: "Nobody called Ben is in it." }],
  });
  expect(await own.run("audit", file, "--event", "LUNCH")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^There is no event LUNCH\. There are: SCREEN_RESIZED, TARGET_EXITED, /),
  });
  await writeFile(file, "not a recording\n");
  expect(await own.run("audit", file)).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining("its first line is not a header"),
  });
  expect(await own.run("audit", fileURLToPath(goldenFiles.private))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("This is the private companion of a recording."),
  });
  expect((await own.run("audit", join(own.folder, "nowhere.cast"))).code).toBe(2);
  expect(await own.run("audit", `SES-${"A".repeat(16)}`)).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("There is no recording of SES-AAAA"),
  });
});
