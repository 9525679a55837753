import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromBase64url, toBase64url } from "../../shared/base/bytes.ts";
import { launchBrowser } from "../support/browser.ts";
import { closingOf, keptBy, knock, openGuest, visit } from "../support/pages.ts";
import { createInstallation, type HostedSession } from "../support/tandem.ts";

let browser: Browser;
let session: HostedSession;
let url: string;
const own = createInstallation();

beforeAll(async () => {
  browser = await launchBrowser();
  session = await own.start(["--target", "echo"], { shifted: true });
  ({ url } = await own.share(session.id));
});

afterAll(async () => {
  await browser?.close();
  await own.dispose();
});

/** The same link with one byte of its fragment changed: 0 is the version, then 16 of the secret, then 16 of the host key's hash. */
function edited(link: string, at: number, value?: number): string {
  const [before = "", fragment = ""] = link.split("#");
  const bytes = fromBase64url(fragment) ?? new Uint8Array(0);
  bytes[at] = value ?? (bytes[at] ?? 0) ^ 1;
  return `${before}#${toBase64url(bytes)}`;
}

/** What a page says that is opened with this link. */
async function saidOf(link: string): Promise<string> {
  const visitor = await visit(browser, link);
  const said = await closingOf(visitor.page);
  expect(visitor.problems).toEqual([]);
  expect(await keptBy(visitor)).toEqual([]);
  await visitor.context.close();
  return said;
}

describe("a link that does not let in says why:", () => {
  const cases: readonly (readonly [string, (link: string) => string, RegExp])[] = [
    [
      "it lost its fragment",
      (link) => link.split("#")[0] ?? "",
      /This link is not valid.*the part after # is missing/s,
    ],
    [
      "it lost the end of its fragment",
      (link) => link.slice(0, -4),
      /This link is not valid.*the part after # is missing/s,
    ],
    [
      "it is of a newer version",
      (link) => edited(link, 0, 9),
      /This link is not valid.*made by a newer version of Tandem/s,
    ],
    [
      "nobody made it",
      (link) => link.replace(/LNK-.{16}/, `LNK-${"A".repeat(16)}`),
      /This link is not valid.*mistyped, revoked or ended/s,
    ],
    [
      "[G1] its secret is wrong",
      (link) => edited(link, 3),
      /This link is not valid.*mistyped, revoked or ended/s,
    ],
    ["[C2] it names another host's key", (link) => edited(link, 20), /before the host had proven who it is/],
  ];
  test.each(cases)("%s", async (_name, edit, said) => {
    expect(await saidOf(edit(url))).toMatch(said);
  });

  test("[J2] it was revoked", async () => {
    const link = await own.share(session.id);
    // While somebody who came by it is there, its host still answers for it and can say what became of it.
    const early = await own.join(link.url, "--name", "Early");
    await own.tell("unshare", session.id, link.id);
    expect(await saidOf(link.url)).toMatch(/This link is not valid.*This link was revoked/s);
    await early.command("session.leave");
  });

  test("[J2] it was used as often as it may be", async () => {
    const link = await own.share(session.id, "--max-uses", "1");
    const only = await own.join(link.url, "--name", "Only");
    expect(await saidOf(link.url)).toMatch(/This link is not valid.*used as often as it may be/s);
    await only.command("session.leave");
  });

  test("[J2, L9] it has expired", async () => {
    const link = await own.share(session.id, "--expires", "60s");
    // As above; and what is due is done before this guest's words, so that the session knows how late it is.
    const early = await own.join(link.url, "--name", "Early", "--relay");
    await session.process.sleepFor();
    await early.command("chat.send", { text: "later" });
    expect(await saidOf(link.url)).toMatch(/This link is not valid.*This link has expired/s);
    await early.command("session.leave");
  });
});

test("[J6] a guest who comes when the session is full is told so, and comes in once a place is free", async () => {
  const { id } = await own.start(["--target", "echo", "--max", "1"]);
  const link = await own.share(id);
  const first = await own.join(link.url, "--name", "First");
  const second = await visit(browser, link.url);
  await knock(second.page, "Second");
  expect(await closingOf(second.page)).toMatch(/You were not let in.*The session is full/s);
  await first.command("session.leave");
  await first.done;
  await second.context.close();
  const third = await openGuest(browser, link.url, "Third");
  expect(third.problems).toEqual([]);
  await third.context.close();
});

test("a link of a session that has ended is not valid any more", async () => {
  const { id } = await own.start(["--target", "echo"]);
  const link = await own.share(id);
  await own.tell("end", id);
  expect(await saidOf(link.url)).toMatch(/This link is not valid.*mistyped, revoked or ended/s);
});
