import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { silentLogger, systemClock } from "../../electron/engine/ports.ts";
import { openLowdbStore } from "../../signaling-server/store/lowdb-store.ts";
import type { Store } from "../../signaling-server/store/store.ts";
import { createHostKey, createLink, storeContract } from "../contracts/store.ts";
import { createMemoryStore } from "./memory-store.ts";

const generous = { linksPerHost: 200, knownLinks: 1_000, linkLifeMs: 10_000_000 };

async function openFile(file: string, limits = generous): Promise<Store> {
  const opened = await openLowdbStore({ file, limits, clock: systemClock, logger: silentLogger });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

const tempFolder = () => mkdtemp(join(tmpdir(), "tandem-store-"));

storeContract("the memory store", async (limits) => ({ store: createMemoryStore(limits) }));
storeContract("the lowdb store", async (limits) => {
  const folder = await tempFolder();
  const file = join(folder, "signaling.json");
  return {
    store: await openFile(file, limits),
    reopen: () => openFile(file, limits),
    dispose: () => rm(folder, { recursive: true }),
  };
});

describe("the lowdb store's file", () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });
  const newFile = async () => {
    const folder = await tempFolder();
    folders.push(folder);
    return join(folder, "signaling.json");
  };
  const refusal = async (file: string) => {
    const opened = await openLowdbStore({ file, limits: generous, clock: systemClock, logger: silentLogger });
    if (opened.ok) throw new Error("the store opened");
    return opened.error;
  };

  test("[G4] is there when a change is acknowledged, for its owner alone, with the state before as its backup", async () => {
    const file = await newFile();
    const store = await openFile(file);
    const host = createHostKey();
    const [first, second] = [createLink(), createLink()];
    await store.putLink(host, first, 1);
    await store.putLink(host, second, 2);
    expect(await readFile(file, "utf8")).toContain(second.link);
    const backup = await readFile(`${file}.bak`, "utf8");
    expect(backup).toContain(first.link);
    expect(backup).not.toContain(second.link);
    for (const name of [file, `${file}.bak`]) expect((await stat(name)).mode & 0o777).toBe(0o600);
    expect((await readdir(join(file, ".."))).sort()).toEqual(["signaling.json", "signaling.json.bak"]);
    await store.close();
  });

  test("holds doors only as hashes: what a host publishes is all that is in it", async () => {
    const file = await newFile();
    const store = await openFile(file);
    const link = createLink();
    await store.putLink(createHostKey(), link, 1);
    const content: unknown = JSON.parse(await readFile(file, "utf8"));
    expect(content).toMatchObject({ format: "tandem-signaling-store", version: 1, withdrawn: [] });
    expect(content).toHaveProperty("links.0", expect.objectContaining({ door: link.door }));
    await store.close();
  });

  test("is written once for a thousand changes asked for at once", async () => {
    const file = await newFile();
    const store = await openFile(file, { ...generous, linksPerHost: 2_000, knownLinks: 5_000 });
    const host = createHostKey();
    await store.putLink(host, createLink(), 1);
    const inodes = new Set<bigint>();
    const links = Array.from({ length: 1_000 }, () => createLink());
    await Promise.all(
      links.map(async (link) => {
        await store.putLink(host, link, 2);
        inodes.add((await stat(file, { bigint: true })).ino);
      }),
    );
    // Every write makes a new file. The backup is the state before all of them: one write.
    expect(inodes.size).toBe(1);
    const backup: unknown = JSON.parse(await readFile(`${file}.bak`, "utf8"));
    expect(backup).toHaveProperty("links.length", 1);
    await store.close();
  });

  test("is not written when a sync changes nothing", async () => {
    const file = await newFile();
    const store = await openFile(file);
    const host = createHostKey();
    const link = createLink();
    await store.putLink(host, link, 1);
    const before = await stat(file, { bigint: true });
    await store.syncLinks(host, [link], 2);
    expect((await stat(file, { bigint: true })).ino).toBe(before.ino);
    await store.close();
  });

  test("is written with the uses when the store closes, if not before", async () => {
    const file = await newFile();
    const store = await openFile(file);
    const link = createLink();
    await store.putLink(createHostKey(), link, 1);
    for (let i = 0; i < 100; i++) store.noteUse(link.link, 10 + i);
    expect(JSON.parse(await readFile(file, "utf8"))).toHaveProperty("links.0.uses", 0);
    await store.close();
    expect(JSON.parse(await readFile(file, "utf8"))).toHaveProperty("links.0.uses", 100);
  });

  const damage: readonly (readonly [what: string, text: string])[] = [
    ["is empty", ""],
    ["is cut off", '{"format":"tandem-signaling-store","version":1,"links":[{"li'],
    ["is something else", '{"name":"tandem","version":1}'],
    [
      "holds an impossible link",
      '{"format":"tandem-signaling-store","version":1,"links":[{}],"withdrawn":[]}',
    ],
    ["is not text", "\u0000\u0001\ufffd"],
  ];
  for (const [what, text] of damage) {
    test(`[G4] stops the start and stays as it is when it ${what}`, async () => {
      const file = await newFile();
      await writeFile(file, text);
      await writeFile(`${file}.bak`, "the backup");
      const { code, message } = await refusal(file);
      expect(code).toBe("store-corrupt");
      expect(message).toContain(`${file} is damaged`);
      expect(message).toContain(`${file}.bak`);
      expect(message).toContain("Nothing was changed.");
      expect(await readFile(file, "utf8")).toBe(text);
      expect(await readFile(`${file}.bak`, "utf8")).toBe("the backup");
    });
  }

  test("[G4] stops the start and stays as it is when a newer version wrote it", async () => {
    const file = await newFile();
    const text = '{"format":"tandem-signaling-store","version":2,"shares":[]}';
    await writeFile(file, text);
    const { code, message } = await refusal(file);
    expect(code).toBe("store-newer");
    expect(message).toBe(
      `${file} was written by a newer version of Tandem (format 2; this one knows 1). ` +
        "Nothing was changed. Update Tandem, or choose another data folder.",
    );
    expect(await readFile(file, "utf8")).toBe(text);
  });

  test("stops the start when it is missing and its backup is there, and opens once the backup is put in its place", async () => {
    const file = await newFile();
    const store = await openFile(file);
    const host = createHostKey();
    const link = createLink();
    await store.putLink(host, link, 1);
    await store.putLink(host, createLink(), 2);
    await store.close();
    await rm(file);
    expect(await refusal(file)).toMatchObject({ code: "store-missing" });
    await rename(`${file}.bak`, file);
    const again = await openFile(file);
    expect(await again.linksOf(host)).toMatchObject({ ok: true, value: [{ link: link.link }] });
    await again.close();
  });

  test("stops the start when it cannot be read", async () => {
    const file = await newFile();
    await mkdir(file);
    expect(await refusal(file)).toMatchObject({ code: "store-unreadable" });
  });

  test("left half written beside it by a crash is no hindrance", async () => {
    const file = await newFile();
    await writeFile(`${file}.tmp`, '{"format":"tan', { mode: 0o644 });
    const store = await openFile(file);
    const link = createLink();
    await store.putLink(createHostKey(), link, 1);
    await store.close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toContain(link.link);
  });

  test("[G4] replaced by another program is left alone: the change is refused and undone", async () => {
    const file = await newFile();
    const store = await openFile(file);
    const host = createHostKey();
    const [first, second] = [createLink(), createLink()];
    await store.putLink(host, first, 1);
    await writeFile(`${file}.other`, "somebody else's");
    await rename(`${file}.other`, file);
    expect(await store.putLink(host, second, 2)).toEqual({ ok: false, error: "store-failed" });
    expect(await store.withdrawLink(host, first.link, 2)).toEqual({ ok: false, error: "store-failed" });
    expect(await store.syncLinks(host, [], 2)).toEqual({ ok: false, error: "store-failed" });
    expect(await store.linksOf(host)).toMatchObject({ ok: true, value: [{ link: first.link }] });
    expect(await readFile(file, "utf8")).toBe("somebody else's");
    expect((await store.close()).ok).toBe(true);
  });

  test("[G4] that cannot be written fails every change asked for meanwhile, and none of them has happened", async () => {
    const file = await newFile();
    const store = await openFile(file);
    const host = createHostKey();
    const kept = createLink();
    await store.putLink(host, kept, 1);
    // A folder in the temporary file's place: nobody can write it, root neither.
    await mkdir(`${file}.tmp`);
    const links = [createLink(), createLink(), createLink()];
    const results = await Promise.all([
      ...links.map((link) => store.putLink(host, link, 2)),
      store.withdrawLink(host, kept.link, 2),
    ]);
    expect(results).toEqual(results.map(() => ({ ok: false, error: "store-failed" })));
    expect(await store.linksOf(host)).toMatchObject({ ok: true, value: [{ link: kept.link }] });
    await rm(`${file}.tmp`, { recursive: true });
    // Ids of what failed are nobody's.
    const [link = kept] = links;
    expect((await store.putLink(createHostKey(), link, 3)).ok).toBe(true);
    await chmod(file, 0o600);
    await store.close();
    const again = await openFile(file);
    expect(await again.linksOf(host)).toMatchObject({ ok: true, value: [{ link: kept.link }] });
    await again.close();
  });
});
