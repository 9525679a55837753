import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSecretStore } from "../../electron/shell/secret-store.ts";
import { resetElectron, safeStorage, world } from "../support/electron-stand-in.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  resetElectron();
  folder = await mkdtemp(join(tmpdir(), "tandem-secrets-"));
  file = join(folder, "deep", "identity.sealed");
});
afterEach(() => rm(folder, { recursive: true }));

describe("the secret store", () => {
  it("gives back what was written, and the file tells nothing to anyone", async () => {
    const store = createSecretStore(file);
    expect(await store.read()).toEqual({ sealed: true, value: null });
    await store.write("the seed");
    expect(await createSecretStore(file).read()).toEqual({ sealed: true, value: "the seed" });
    expect(await readFile(file, "utf8")).not.toContain("the seed");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("says so where the system keeps no secrets", async () => {
    world.keyring = false;
    expect(await createSecretStore(file).read()).toMatchObject({ sealed: false, reason: expect.any(String) });
  });

  it.runIf(process.platform === "linux")("takes a password known to everybody for no keyring", async () => {
    world.backend = "basic_text";
    expect(await createSecretStore(file).read()).toMatchObject({ sealed: false });
  });

  it("leaves a file alone that it cannot open, since it may be openable tomorrow", async () => {
    const store = createSecretStore(file);
    await store.write("the seed");
    const before = await readFile(file);
    vi.spyOn(safeStorage, "decryptStringAsync").mockRejectedValueOnce(new Error("locked"));
    await expect(store.read()).rejects.toThrow("locked");
    expect(await readFile(file)).toEqual(before);
    expect(await store.read()).toEqual({ sealed: true, value: "the seed" });
  });
});
