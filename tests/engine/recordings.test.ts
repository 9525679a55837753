import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { verifyRecording } from "../../electron/engine/recordings.ts";
import { goldenFiles } from "../golden/recording-v1.ts";

const crypto = createNativeCrypto();
const stranger = crypto.createEd25519().publicKey;
const folder = await mkdtemp(join(tmpdir(), "tandem-verdict-"));
afterAll(() => rm(folder, { recursive: true }));

test("[L6] the verdict that an owner is shown is the graver of both files', with a word of the private one", async () => {
  const path = join(folder, "kept.cast");
  const companion = join(folder, "kept.private.cast");
  await copyFile(goldenFiles.public, path);
  const alone = await verifyRecording(path, crypto, stranger);
  expect(alone).toMatchObject({ value: { verdict: "sealed", entries: 18, witnesses: 1, own: false } });
  await copyFile(goldenFiles.private, companion);
  expect(await verifyRecording(path, crypto, stranger)).toEqual(alone);

  const hidden = await readFile(goldenFiles.private, "utf8");
  await writeFile(companion, hidden.replace(/.(?="\]\n)/, "x"));
  expect(await verifyRecording(path, crypto, stranger)).toMatchObject({
    value: {
      verdict: "altered",
      message: expect.stringMatching(/^Intact and sealed: .* Its private companion: Altered: /),
    },
  });

  const open = (await readFile(goldenFiles.public, "utf8")).replace('"title":"', '"title":"not ');
  await writeFile(path, open);
  const altered = await verifyRecording(path, crypto, stranger);
  expect(altered).toMatchObject({ value: { verdict: "altered" } });
  expect(altered.ok && altered.value.message).not.toContain("private");
  expect(await verifyRecording(companion, crypto, stranger)).toMatchObject({
    ok: false,
    error: expect.stringContaining(`Verify ${path}`),
  });
});
