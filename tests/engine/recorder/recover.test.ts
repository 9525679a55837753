import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { recoverRecordings } from "../../../electron/engine/recorder/recover.ts";
import { fromUtf8 } from "../../../shared/base/bytes.ts";
import { encodeHeader } from "../../../shared/log/header.ts";
import { crypto, headerOf, keys, ports } from "./feed.ts";

const root = await mkdtemp(join(tmpdir(), "tandem-recover-"));
afterAll(() => rm(root, { recursive: true }));

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(root, "recordings-"));
});

const name = "2026-01-01-SES-ABCDEFGH23456722.cast";
const hidden = name.replace(".cast", ".private.cast");
const whole = `${fromUtf8(encodeHeader(headerOf()))}\n[0, "o", "a"]\n`;

const write = (file: string, content: string) => writeFile(join(folder, file), content);
const text = (file: string) => readFile(join(folder, file), "utf8");
const recover = (hostKey = keys.publicKey) => recoverRecordings({ folder, hostKey, logger: ports.logger });

test("both files of a crashed session lose what is left of a line, however long, and their reserves", async () => {
  await write(name, `${whole}[0, "o", "${"x".repeat(300_000)}`);
  await write(`${name}.reserve`, "reserve");
  await write(hidden, whole);
  await write(`${hidden}.reserve`, "reserve");
  await recover();
  expect((await readdir(folder)).sort()).toEqual([name, hidden].sort());
  expect(await text(name)).toBe(whole);
  expect(await text(hidden)).toBe(whole);
  await recover();
  expect(await text(name)).toBe(whole);
});

test("a recording without a reserve was closed, and is not touched", async () => {
  await write(name, `${whole}[0, "o", "b`);
  await recover();
  expect(await text(name)).toBe(`${whole}[0, "o", "b`);
});

test("what no crash leaves at the end of a file stays for verify to find", async () => {
  await write(name, `${whole}rm -rf /`);
  await write(`${name}.reserve`, "reserve");
  await recover();
  expect(await readdir(folder)).toEqual([name]);
  expect(await text(name)).toBe(`${whole}rm -rf /`);
});

test("a recording that somebody writes keeps its line and its reserve", async () => {
  await write(name, `${whole}[0, "o", "b`);
  await write(`${name}.reserve`, "reserve");
  let done = false;
  const recovered = recover().then(() => (done = true));
  let added = "";
  while (!done) {
    await appendFile(join(folder, name), "b");
    added += "b";
    await pause(5);
  }
  await recovered;
  expect(await text(name)).toBe(`${whole}[0, "o", "b${added}`);
  expect((await readdir(folder)).sort()).toEqual([name, `${name}.reserve`].sort());
});

test("what is not this host's is left alone: another key's, no recording, a link, a folder, another name", async () => {
  await write(name, `${whole}[0, "o", "b`);
  await write(`${name}.reserve`, "reserve");
  await recover(crypto.createEd25519().publicKey);
  const other = (letter: string) => name.replace("ABC", letter.repeat(3));
  await write(other("B"), "not a recording");
  await writeFile(join(root, "elsewhere"), `${whole}[0, "o", "b`);
  await symlink(join(root, "elsewhere"), join(folder, other("C")));
  await mkdir(join(folder, other("D")));
  for (const letter of ["B", "C", "D"]) await write(`${other(letter)}.reserve`, "reserve");
  await write("notes.cast.reserve", "somebody's");
  const before = await readdir(folder);
  await recoverRecordings({ folder, hostKey: keys.publicKey.map((byte) => byte ^ 1), logger: ports.logger });
  expect(await readdir(folder)).toEqual(before);
  await rm(join(folder, `${name}.reserve`));
  await recover();
  expect(await readdir(folder)).toEqual(before.filter((each) => each !== `${name}.reserve`));
  expect(await text(name)).toBe(`${whole}[0, "o", "b`);
  expect(await readFile(join(root, "elsewhere"), "utf8")).toBe(`${whole}[0, "o", "b`);
});

test("the reserve of a recording that was deleted goes, and a folder that is not there is none to tidy", async () => {
  await write(`${name}.reserve`, "reserve");
  await recover();
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
  await recover();
  await mkdir(folder);
});
