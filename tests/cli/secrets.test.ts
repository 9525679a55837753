import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createNativeCrypto } from "../../electron/engine/identity/native-crypto.ts";
import { deriveLinkKeys, parseLinkUrl } from "../../shared/channel/link-secret.ts";
import { installation, seen } from "../support/tandem.ts";

const crypto = createNativeCrypto();

/** Every file of a folder, at any depth. */
async function filesOf(
  folder: string,
): Promise<readonly { readonly name: string; readonly bytes: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => ({ name, bytes: await readFile(join(parentPath, name)) })),
  );
}

function spellings(bytes: Uint8Array): readonly (readonly [string, Buffer | string])[] {
  const buffer = Buffer.from(bytes);
  return [
    ["as it is", buffer],
    ["in hex", buffer.toString("hex")],
    ["in base64", buffer.toString("base64").replace(/=+$/, "")],
    ["in base64url", buffer.toString("base64url")],
  ];
}

test("[D3] no secret of a link is in a log, a recording, the server's store, an argument or an error", async () => {
  const own = installation();
  const { id, process } = await own.start(["--mode", "interactive", "--", "bash", "--norc"]);
  const { url, id: linkId } = await own.share(id, "--grant", "interact", "--no-approve");
  const parsed = parseLinkUrl(url);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const fragment = new URL(url).hash.slice(1);

  const guest = own.spawn(["join", "-", "--json", "--name", "Mia"]);
  guest.write(`${url}\n`);
  await guest.line({ type: "status", status: "live", carrier: "webrtc" });
  const argv = await readFile(`/proc/${guest.pid}/cmdline`, "utf8");
  const environment = await readFile(`/proc/${guest.pid}/environ`, "utf8");
  await guest.command("input.key", { data: "echo typed-$((1+1))\r" });
  await seen(guest, "typed-2");
  const wrong = `${url.slice(0, -8)}AAAAAAAA`;
  const refused = await own.run("join", wrong, "--json");
  expect(refused.code).not.toBe(0);
  const listed = await own.run("links", id);
  await own.run("participants", id);
  await own.run("unshare", id, linkId, "--remove-guests");
  expect((await guest.done).code).toBe(5);
  process.signal("SIGTERM");
  await process.done;

  const files = await filesOf(own.folder);
  expect(files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["host.log", "signaling.json", "identity.key"]),
  );
  const { psk, door } = deriveLinkKeys(crypto, parsed.value.secret);
  const printed = [
    guest.stdout,
    guest.stderr,
    refused.stdout,
    refused.stderr,
    listed.stdout,
    process.stdout,
    process.stderr,
  ];
  const places = [
    ...files,
    { name: "a list of processes", bytes: Buffer.from(argv) },
    { name: "an environment", bytes: Buffer.from(environment) },
    { name: "what was printed", bytes: Buffer.from(printed.join("\n")) },
  ];
  const found: string[] = [];
  for (const [what, bytes] of [
    ["secret", parsed.value.secret],
    ["psk", psk],
    ["door", door],
  ] as const) {
    for (const [how, text] of spellings(bytes)) {
      for (const place of places)
        if (place.bytes.includes(text)) found.push(`${what} ${how} in ${place.name}`);
    }
  }
  for (const place of places) if (place.bytes.includes(fragment)) found.push(`fragment in ${place.name}`);
  expect(found).toEqual([]);
});

test("[D3] the host's own key is in its file and nowhere else", async () => {
  const own = installation();
  const { id, process } = await own.start(["--target", "echo"]);
  const guest = await own.join((await own.share(id)).url);
  await guest.command("session.leave");
  await guest.done;
  process.signal("SIGTERM");
  await process.done;
  const text = (await readFile(join(own.folder, "identity.key"), "utf8")).trim();
  const seed = Buffer.from(text, "base64url");
  expect(seed).toHaveLength(32);
  const found = (await filesOf(own.folder)).flatMap(({ name, bytes }) =>
    spellings(seed).some(([, spelled]) => bytes.includes(spelled)) ? [name] : [],
  );
  expect(found).toEqual(["identity.key"]);
  for (const [, spelled] of spellings(seed)) expect(Buffer.from(own.printed).includes(spelled)).toBe(false);
});

test("[D3] host.log says what happened and nothing of what was shown, typed or said", async () => {
  const own = installation();
  const { id, process } = await own.start([
    "--mode",
    "interactive",
    "--title",
    "title-marker",
    "--",
    "bash",
    "--norc",
  ]);
  const guest = await own.join(
    (await own.share(id, "--grant", "interact", "--no-approve")).url,
    "--name",
    "name-marker",
  );
  await guest.command("input.key", { data: "echo shown-$((2+2))-marker # typed-marker\r" });
  await seen(guest, "shown-4-marker");
  await guest.command("chat.send", { text: "said-marker" });
  process.signal("SIGTERM");
  await process.done;
  const log = await readFile(join(own.folder, "host.log"), "utf8");
  expect(log).toContain("session started");
  expect(log).toContain(id);
  for (const marker of ["shown-4", "typed-marker", "said-marker"]) expect(log).not.toContain(marker);
});
