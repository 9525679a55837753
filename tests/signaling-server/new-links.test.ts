import { afterEach, describe, expect, test } from "vitest";
import type { HostRequest } from "../../shared/signaling/messages.ts";
import { createNewLinks } from "../../signaling-server/new-links.ts";
import type { SignalingLimits } from "../../signaling-server/limits.ts";
import { closeAll, linkWithDoor, newFolder, openRawHost, startServer } from "./support.ts";

afterEach(closeAll);

const hour = 3_600_000;
const newLink = () => linkWithDoor().link;

async function openHost(url: string) {
  const host = await openRawHost(url);
  await host.next();
  let request = 0;
  const ask = async (what: { type: HostRequest["type"] } & Record<string, unknown>) => {
    host.say({ request: request++, ...what });
    return host.next();
  };
  return { ask, publish: (link = newLink()) => ask({ type: "link.publish", ...link }) };
}

const limits: Partial<SignalingLimits> = { newLinksBurst: 3, newLinksPerHour: 1 };
const refused = { type: "refused", code: "too-many-new-links" };

describe("new links", () => {
  test("[G2] are counted by the address they come from: fresh host keys bring no more", async () => {
    const { url } = await startServer({ limits });
    for (let key = 0; key < 3; key++) {
      expect(await (await openHost(url)).publish()).toMatchObject({ type: "done" });
    }
    const late = await openHost(url);
    expect(await late.publish()).toMatchObject(refused);
    const link = newLink();
    expect(await late.ask({ type: "links.sync", links: [link] })).toMatchObject({
      type: "synced",
      refused: [{ link: link.link, code: "too-many-new-links" }],
    });
  });

  test("are the only ones that cost anything: what is known is published and synced as often as wanted", async () => {
    const { url } = await startServer({ limits });
    const { ask, publish } = await openHost(url);
    const links = [newLink(), newLink()];
    for (let time = 0; time < 10; time++) {
      for (const link of links) expect(await publish(link)).toMatchObject({ type: "done" });
      expect(await ask({ type: "links.sync", links })).toMatchObject({ type: "synced", refused: [] });
    }
    expect(await publish()).toMatchObject({ type: "done" });
    expect(await publish()).toMatchObject(refused);
  });

  test("of a whole host fit at once into a server that has lost its store", async () => {
    const { url } = await startServer({ dataFolder: await newFolder() });
    const { ask } = await openHost(url);
    const links = Array.from({ length: 200 }, newLink);
    expect(await ask({ type: "links.sync", links })).toMatchObject({ type: "synced", refused: [] });
  });

  test("are refused when they would be kept for longer than 31 days", async () => {
    const { url } = await startServer();
    const { publish } = await openHost(url);
    const after = (days: number) => linkWithDoor({ expiresAtMs: Date.now() + days * 24 * hour }).link;
    expect(await publish(after(30))).toMatchObject({ type: "done" });
    expect(await publish(after(32))).toMatchObject({ type: "refused", code: "expires-too-late" });
  });
});

describe("the count of new links", () => {
  test("goes down with time, for each address by itself", () => {
    const newLinks = createNewLinks({ newLinksBurst: 2, newLinksPerHour: 4, addressesWatched: 10 });
    const take = (address: string, nowMs: number) => newLinks.take(address, nowMs);
    expect([take("a", 0), take("a", 0), take("a", 0), take("b", 0)]).toEqual([true, true, false, true]);
    expect([take("a", hour / 4 - 1_000), take("a", hour / 4), take("a", hour / 4)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("is kept for so many addresses and no more", () => {
    const newLinks = createNewLinks({ newLinksBurst: 1, newLinksPerHour: 1, addressesWatched: 2 });
    for (const address of ["a", "b", "c"]) expect(newLinks.take(address, 0)).toBe(true);
    expect(newLinks.take("c", 0)).toBe(false);
    expect(newLinks.take("b", 0)).toBe(false);
    expect(newLinks.take("a", 0)).toBe(true);
  });
});
