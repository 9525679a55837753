import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lostAtTheDoor } from "../../shared/client/status.ts";
import { fromBase64url, toBase64url } from "../../shared/base/bytes.ts";
import {
  createInstallation,
  type HostedSession,
  installation,
  type TandemProcess,
} from "../support/tandem.ts";

/** The same link with one byte of its fragment changed: 0 is the version, then 16 of the secret, then 16 of the host key's hash. */
function edited(url: string, at: number, value?: number): string {
  const [before = "", fragment = ""] = url.split("#");
  const bytes = fromBase64url(fragment) ?? new Uint8Array(0);
  bytes[at] = value ?? (bytes[at] ?? 0) ^ 1;
  return `${before}#${toBase64url(bytes)}`;
}

describe("a link that does not let in", () => {
  const own = createInstallation();
  let session: HostedSession;
  let url: string;
  let inside: TandemProcess;
  beforeAll(async () => {
    session = await own.start(["--target", "echo"], { shifted: true });
    ({ url } = await own.share(session.id));
    inside = await own.join(url, "--name", "Inside");
  });
  afterAll(() => own.dispose());

  /** Tries, and makes sure that whoever is in the session does not notice. */
  async function refusedBy(link: string) {
    const tried = await own.run("join", link, "--name", "Outside", "--json");
    expect(await inside.command("chat.send", { text: "undisturbed" })).toMatchObject({ ok: true });
    expect(inside.lines).not.toContainEqual(
      expect.objectContaining({ type: "participant.joined", name: "Outside" }),
    );
    const plain = await own.run("join", link, "--name", "Outside");
    expect(plain.code).toBe(tried.code);
    expect(plain.stderr.trim().split("\n").at(-1)).toBe(tried.lines.at(-1)?.["message"]);
    return { code: tried.code, message: tried.lines.at(-1)?.["message"] };
  }

  const cases: readonly (readonly [string, (link: string) => string, number, string])[] = [
    [
      "is no link",
      () => "https://example.org/",
      2,
      "This is not a Tandem link. A link looks like https://example.org/j/LNK-…#….",
    ],
    [
      "has a mistyped id",
      (link) => link.replace(/LNK-../, "LNK-01"),
      2,
      "This link is mistyped. Copy it again, or ask for a new one.",
    ],
    [
      "lost its fragment",
      (link) => link.split("#")[0] ?? "",
      2,
      "This link is incomplete: the part after # is missing or cut off. Copy the whole link again.",
    ],
    [
      "lost the end of its fragment",
      (link) => link.slice(0, -4),
      2,
      "This link is incomplete: the part after # is missing or cut off. Copy the whole link again.",
    ],
    [
      "is of a newer version",
      (link) => edited(link, 0, 9),
      2,
      "This link was made by a newer version of Tandem. Update Tandem to open it.",
    ],
    [
      "names an unknown link",
      (link) => link.replace(/LNK-.{16}/, `LNK-${"A".repeat(16)}`),
      3,
      "This link is not valid. It may be mistyped, revoked or ended.",
    ],
    [
      "[G1] has a wrong secret",
      (link) => edited(link, 3),
      3,
      "This link is not valid. It may be mistyped, revoked or ended.",
    ],
    ["[C2] names another host's key", (link) => edited(link, 20), 4, lostAtTheDoor],
    [
      "leads where no server is",
      (link) => link.replace(/:\d+/, ":1"),
      4,
      "The signaling server cannot be reached.",
    ],
  ];
  test.each(cases)("because it %s says so, and nobody inside notices", async (_name, edit, code, message) => {
    expect(await refusedBy(edit(url))).toEqual({ code, message });
  });

  test("[J2] because it is revoked says so, and who came by it stays", async () => {
    const link = await own.share(session.id);
    const guest = await own.join(link.url, "--name", "Early");
    expect(await own.run("unshare", session.id, link.id)).toMatchObject({
      code: 0,
      stdout: "Revoked. Nobody new comes in by it.\n",
    });
    expect(await refusedBy(link.url)).toEqual({
      code: 3,
      message: "This link was revoked. Ask for a new one.",
    });
    guest.signal("SIGTERM");
    expect((await guest.done).code).toBe(0);
    expect(await refusedBy(link.url)).toMatchObject({ code: 3 });
    expect((await own.run("unshare", session.id, link.id)).code).toBe(1);
    expect((await own.run("links", session.id, "--json")).lines).toContainEqual(
      expect.objectContaining({ id: link.id, status: "revoked" }),
    );
  });

  test("[J2, J3] because it is used up says so; a lost line is no new use", async () => {
    const link = await own.share(session.id, "--max-uses", "1");
    const guest = await own.join(link.url, "--name", "Only");
    expect(await refusedBy(link.url)).toEqual({
      code: 3,
      message: "This link has been used as often as it may be. Ask for a new one.",
    });
    guest.signal("SIGTERM");
    await guest.done;
    expect((await own.run("links", session.id, "--json")).lines).toContainEqual(
      expect.objectContaining({ id: link.id, status: "used-up", uses: 1 }),
    );
  });

  test("[J2, L9] because it has expired says so, and who came by it stays", async () => {
    const link = await own.share(session.id, "--expires", "60s");
    const guest = await own.join(link.url, "--name", "Timely", "--relay");
    await session.process.sleepFor();
    expect(await guest.command("chat.send", { text: "later" })).toMatchObject({ ok: true });
    expect(await refusedBy(link.url)).toEqual({
      code: 3,
      message: "This link has expired. Ask for a new one.",
    });
    expect((await own.run("links", session.id, "--json")).lines).toContainEqual(
      expect.objectContaining({ id: link.id, status: "expired" }),
    );
  });
});

test("[J2] unshare --remove-guests removes whoever came by the link, and nobody else", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo"]);
  const [bad, good] = [await own.share(id), await own.share(id)];
  const [mia, ben] = [await own.join(bad.url, "--name", "Mia"), await own.join(good.url, "--name", "Ben")];
  expect((await own.run("unshare", id, bad.id.toLowerCase(), "--remove-guests")).code).toBe(0);
  expect((await mia.done).code).toBe(5);
  await ben.line({ type: "participant.removed" });
  expect(await ben.command("chat.send", { text: "here" })).toMatchObject({ ok: true });
});

test("[J6] a full session turns away by its rule; a place that becomes free is given", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo", "--max", "1"]);
  const { url } = await own.share(id);
  const first = await own.join(url, "--name", "First");
  expect(await own.run("join", url, "--json", "--name", "Second")).toMatchObject({
    code: 3,
    lines: expect.arrayContaining([
      expect.objectContaining({
        status: "over",
        message: "The session is full. Try again when somebody has left.",
      }),
    ]),
  });
  await first.command("session.leave");
  await first.done;
  await own.join(url, "--name", "Second");
});

test("a link of a session that has ended is not valid any more, and one of a host that is gone reaches nobody", async () => {
  const own = installation();
  const first = await own.start(["--target", "echo"]);
  const second = await own.start(["--target", "echo"]);
  const { url } = await own.share(second.id);
  await own.run("end", second.id);
  expect(await own.run("join", url)).toMatchObject({
    code: 3,
    stderr: "This link is not valid. It may be mistyped, revoked or ended.\n",
  });
  first.process.signal("SIGTERM");
  await first.process.done;
  expect(await own.run("join", url)).toMatchObject({
    code: 4,
    stderr: "The signaling server cannot be reached.\n",
  });
});

test("wishes that make no sense are refused by name, and nothing changes", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo"]);
  const refusals: readonly (readonly [number, RegExp, ...string[]])[] = [
    [2, /soon is not a duration such as 90s, 15m, 24h, 7d\./, "share", id, "--expires", "soon"],
    [1, /A link lasts between one minute and 30 days\./, "share", id, "--expires", "5s"],
    [1, /A link lasts between one minute and 30 days\./, "share", id, "--expires", "31d"],
    [2, /It is a whole number\./, "share", id, "--max-uses", "-1"],
    [1, /maxUses/, "share", id, "--max-uses", "0"],
    [2, /Allowed choices are view, interact/, "share", id, "--grant", "everything"],
    [2, /"SES-1" is not a session\. Ids look like/, "share", "SES-1"],
    [4, /No session SES-A{16} runs here\. It may have ended\./, "share", `SES-${"A".repeat(16)}`],
    [2, /"LNK-1" is not a link's id; see tandem links\./, "unshare", id, "LNK-1"],
    [1, /There is no such link in this session\./, "unshare", id, `LNK-${"A".repeat(16)}`],
    [1, /Nobody called Nobody is there\./, "kick", id, "Nobody"],
    [1, /text/, "chat", id, ""],
    [2, /missing required argument 'text'/, "ask", id],
    [2, /unknown command 'shre'/, "shre", id],
  ];
  for (const [code, sentence, ...words] of refusals) {
    const refused = await own.run(...words);
    expect(`${refused.code} ${refused.stderr}`).toMatch(new RegExp(`^${code} [^]*${sentence.source}`));
    expect(refused.stderr).not.toMatch(/at .*\.ts:\d+/);
  }
  expect((await own.run("links", id, "--json")).lines).toEqual([]);
});
