import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readIdentity, sealIdentity } from "../../electron/shell/identity.ts";
import { resetElectron, safeStorage, world } from "../support/electron-stand-in.ts";

const seed = "s".repeat(43);
let root: string;
let folder: string;
beforeEach(async () => {
  resetElectron();
  root = await mkdtemp(join(tmpdir(), "tandem-identity-"));
  folder = join(root, "deep", "tandem");
});
afterEach(() => rm(root, { recursive: true }));

const asked = (sealed: boolean, seedOfIt: string | null = null) => ({
  type: "identity",
  seed: seedOfIt,
  sealed,
});

describe("the identity", () => {
  it("[D3] is sealed where the system keeps secrets, and its file tells nothing to anyone", async () => {
    expect(await readIdentity(folder)).toEqual(asked(true));
    await sealIdentity(folder, seed);
    expect(await readIdentity(folder)).toEqual(asked(true, seed));
    const file = join(folder, "identity.sealed");
    expect(await readFile(file, "utf8")).not.toContain(seed);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it("lies in the data folder where the system keeps no secrets", async () => {
    world.keyring = false;
    expect(await readIdentity(folder)).toEqual(asked(false));
  });

  it.runIf(process.platform === "linux")("is not sealed by a password known to everybody", async () => {
    world.backend = "basic_text";
    expect(await readIdentity(folder)).toEqual(asked(false));
  });

  it("stays what it was where the command line has made one, keyring or not, sealed one beside it or not", async () => {
    await sealIdentity(folder, seed);
    await writeFile(join(folder, "identity.key"), "the command line's\n");
    expect(await readIdentity(folder)).toEqual(asked(false));
    await rm(join(folder, "identity.sealed"));
    expect(await readIdentity(folder)).toEqual(asked(false));
    expect(await readdir(folder)).toEqual(["identity.key"]);
  });

  it("that cannot be opened is left alone and not replaced, since it may be openable tomorrow", async () => {
    await sealIdentity(folder, seed);
    const before = await readFile(join(folder, "identity.sealed"));
    vi.spyOn(safeStorage, "decryptStringAsync").mockRejectedValueOnce(new Error("locked"));
    world.keyring = false;
    await expect(readIdentity(folder)).rejects.toThrow("locked");
    expect(await readFile(join(folder, "identity.sealed"))).toEqual(before);
    expect(await readIdentity(folder)).toEqual(asked(true, seed));
  });
});
