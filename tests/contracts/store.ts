import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { linkIdSchema, sessionIdSchema, type LinkId } from "../../shared/base/ids.ts";
import {
  doorHashSchema,
  type HostKey,
  hostKeySchema,
  type PublishedLink,
} from "../../shared/signaling/messages.ts";
import type { Store, StoreLimits } from "../../signaling-server/store/store.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const base32 = (length: number) => Array.from(randomBytes(length), (byte) => letters[byte & 31]).join("");

export const createHostKey = (): HostKey => hostKeySchema.parse(randomBytes(32).toString("base64url"));

/** A link as a host would publish it; expires at 1,000,000. */
export function createLink(change: Partial<PublishedLink> = {}): PublishedLink {
  return {
    link: linkIdSchema.parse(`LNK-${base32(16)}`),
    session: sessionIdSchema.parse(`SES-${base32(16)}`),
    door: doorHashSchema.parse(randomBytes(32).toString("base64url")),
    expiresAtMs: 1_000_000,
    ...change,
  };
}

const ninetyOneDaysMs = 91 * 24 * 3_600_000;

/** reopen: the store as its next user finds it; absent where it does not outlive its process. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly reopen?: () => Promise<Store>;
  readonly dispose?: () => Promise<void>;
}

export function storeContract(name: string, make: (limits: StoreLimits) => Promise<StoreUnderTest>): void {
  describe(`${name} is a Store`, () => {
    const made: StoreUnderTest[] = [];
    const open = async (limits: Partial<StoreLimits> = {}) => {
      const subject = await make({ linksPerHost: 200, knownLinks: 1_000, linkLifeMs: 10_000_000, ...limits });
      made.push(subject);
      return subject;
    };
    afterEach(async () => {
      for (const { store, dispose } of made.splice(0)) {
        await store.close();
        await dispose?.();
      }
    });
    const found = async (store: Store, link: LinkId) => {
      const result = await store.findLink(link);
      return result.ok ? result.value : result.error;
    };
    const idsOf = async (store: Store, host: HostKey) => {
      const result = await store.linksOf(host);
      return result.ok ? result.value.map(({ link }) => link) : result.error;
    };

    test("a link that was put is found, as it was put, with no use yet", async () => {
      const { store } = await open();
      const host = createHostKey();
      const link = createLink();
      expect(await store.putLink(host, link, 5)).toEqual({ ok: true, value: undefined });
      expect(await found(store, link.link)).toEqual({
        ...link,
        host,
        publishedAtMs: 5,
        uses: 0,
        lastUseAtMs: null,
      });
    });

    test("a host's links are listed in the order of publishing, and nobody else's", async () => {
      const { store } = await open();
      const [host, other] = [createHostKey(), createHostKey()];
      const links = [createLink(), createLink(), createLink()];
      for (const link of links) await store.putLink(host, link, 1);
      await store.putLink(other, createLink(), 1);
      expect(await idsOf(store, host)).toEqual(links.map(({ link }) => link));
    });

    test("a changed link keeps its uses and the time it was published", async () => {
      const { store } = await open();
      const host = createHostKey();
      const link = createLink();
      await store.putLink(host, link, 1);
      store.noteUse(link.link, 7);
      store.noteUse(link.link, 9);
      expect((await store.putLink(host, { ...link, expiresAtMs: 2_000_000 }, 20)).ok).toBe(true);
      expect(await found(store, link.link)).toMatchObject({
        expiresAtMs: 2_000_000,
        publishedAtMs: 1,
        uses: 2,
        lastUseAtMs: 9,
      });
    });

    test("a use of a link that is not there does nothing", async () => {
      const { store } = await open();
      const link = createLink();
      store.noteUse(link.link, 7);
      expect(await found(store, link.link)).toBeUndefined();
    });

    test("a withdrawn link is not found; withdrawing again, or what never was, is fine", async () => {
      const { store } = await open();
      const host = createHostKey();
      const link = createLink();
      await store.putLink(host, link, 1);
      for (let i = 0; i < 2; i++) expect((await store.withdrawLink(host, link.link, 2)).ok).toBe(true);
      expect((await store.withdrawLink(host, createLink().link, 2)).ok).toBe(true);
      expect(await found(store, link.link)).toBeUndefined();
      expect(await idsOf(store, host)).toEqual([]);
    });

    test("[G2] another host can neither take, change nor withdraw a link, nor take it once it is withdrawn", async () => {
      const { store } = await open();
      const [host, thief] = [createHostKey(), createHostKey()];
      const link = createLink();
      await store.putLink(host, link, 1);
      const taken = { ok: false, error: "link-taken" };
      expect(await store.putLink(thief, createLink({ link: link.link }), 2)).toEqual(taken);
      expect(await store.withdrawLink(thief, link.link, 2)).toEqual(taken);
      expect(await found(store, link.link)).toMatchObject({ host, door: link.door });
      await store.withdrawLink(host, link.link, 3);
      expect(await store.putLink(thief, createLink({ link: link.link }), 4)).toEqual(taken);
      expect(await store.withdrawLink(thief, link.link, 4)).toEqual(taken);
      expect((await store.putLink(host, link, 5)).ok).toBe(true);
    });

    test("a sync makes a host's links equal to the list and leaves others alone", async () => {
      const { store } = await open();
      const [host, other] = [createHostKey(), createHostKey()];
      const [kept, dropped, added, theirs] = [createLink(), createLink(), createLink(), createLink()];
      await store.putLink(host, kept, 1);
      await store.putLink(host, dropped, 1);
      await store.putLink(other, theirs, 1);
      store.noteUse(kept.link, 2);
      const synced = await store.syncLinks(host, [kept, added, createLink({ link: theirs.link })], 3);
      expect(synced).toEqual({ ok: true, value: [{ link: theirs.link, code: "link-taken" }] });
      expect(await idsOf(store, host)).toEqual([kept.link, added.link]);
      expect(await found(store, kept.link)).toMatchObject({ uses: 1, publishedAtMs: 1 });
      expect(await found(store, dropped.link)).toBeUndefined();
      expect(await idsOf(store, other)).toEqual([theirs.link]);
    });

    test("a host has no more links than allowed; one that goes makes room for another", async () => {
      const { store } = await open({ linksPerHost: 2 });
      const host = createHostKey();
      const [first, second, third] = [createLink(), createLink(), createLink()];
      await store.putLink(host, first, 1);
      await store.putLink(host, second, 1);
      expect(await store.putLink(host, third, 1)).toEqual({ ok: false, error: "too-many-links" });
      expect((await store.putLink(host, { ...second, expiresAtMs: 5 }, 1)).ok).toBe(true);
      expect((await store.putLink(createHostKey(), createLink(), 1)).ok).toBe(true);
      await store.withdrawLink(host, first.link, 2);
      expect((await store.putLink(host, third, 3)).ok).toBe(true);
    });

    test("a link that expires later than the store keeps any is refused, new or changed; one that is there stays", async () => {
      const { store } = await open({ linkLifeMs: 1_000 });
      const host = createHostKey();
      const late = { ok: false, error: "expires-too-late" };
      const link = createLink({ expiresAtMs: 1_005 });
      expect((await store.putLink(host, link, 5)).ok).toBe(true);
      expect(await store.putLink(host, { ...link, expiresAtMs: 1_006 }, 5)).toEqual(late);
      expect(await store.putLink(host, createLink({ expiresAtMs: 1_006 }), 5)).toEqual(late);
      // As after the clock of the server was set back.
      expect((await store.putLink(host, link, 1)).ok).toBe(true);
      expect(await found(store, link.link)).toMatchObject({ expiresAtMs: 1_005 });
      const far = createLink({ expiresAtMs: 9_000 });
      expect(await store.syncLinks(host, [link, far], 5)).toEqual({
        ok: true,
        value: [{ link: far.link, code: "expires-too-late" }],
      });
    });

    test("whether a link that is not there may be added is asked once for each, and for no other", async () => {
      const { store } = await open({ linksPerHost: 3 });
      const [host, other] = [createHostKey(), createHostKey()];
      const [known, first, second, theirs] = [createLink(), createLink(), createLink(), createLink()];
      await store.putLink(host, known, 1);
      await store.putLink(other, theirs, 1);
      let asked = 0;
      const only = (count: number) => () => ++asked <= count;
      expect((await store.putLink(host, { ...known, expiresAtMs: 5 }, 2, only(0))).ok).toBe(true);
      expect(await store.putLink(host, createLink({ link: theirs.link }), 2, only(0))).toMatchObject({
        error: "link-taken",
      });
      expect(asked).toBe(0);
      expect(await store.syncLinks(host, [known, first, second], 3, only(1))).toEqual({
        ok: true,
        value: [{ link: second.link, code: "too-many-new-links" }],
      });
      expect(asked).toBe(2);
      expect(await idsOf(store, host)).toEqual([known.link, first.link]);
    });

    test("a full store takes no new link until an id has been withdrawn for long", async () => {
      const { store } = await open({ knownLinks: 2 });
      const host = createHostKey();
      const [gone, here] = [createLink(), createLink()];
      await store.putLink(host, gone, 1);
      await store.putLink(host, here, 1);
      await store.withdrawLink(host, gone.link, 2);
      expect(await store.putLink(host, createLink(), 3)).toEqual({ ok: false, error: "server-full" });
      expect((await store.putLink(host, createLink(), 3 + ninetyOneDaysMs)).ok).toBe(true);
      expect(await found(store, here.link)).toMatchObject({ link: here.link });
    });

    test("[G2] a sweep withdraws what has expired, to the millisecond, and the id stays its owner's", async () => {
      const { store } = await open();
      const host = createHostKey();
      const [early, late] = [createLink({ expiresAtMs: 100 }), createLink({ expiresAtMs: 101 })];
      await store.putLink(host, early, 1);
      await store.putLink(host, late, 1);
      expect((await store.sweep(100)).ok).toBe(true);
      expect(await idsOf(store, host)).toEqual([late.link]);
      const stolen = await store.putLink(createHostKey(), createLink({ link: early.link }), 200);
      expect(stolen).toEqual({ ok: false, error: "link-taken" });
    });

    test("changes asked for at once all happen", async () => {
      const { store } = await open();
      const host = createHostKey();
      const links = Array.from({ length: 50 }, () => createLink());
      const results = await Promise.all(links.map((link) => store.putLink(host, link, 1)));
      expect(results.every(({ ok }) => ok)).toBe(true);
      expect(await idsOf(store, host)).toEqual(links.map(({ link }) => link));
    });

    test("[G2] of two hosts that publish the same id at once, one gets it", async () => {
      const { store } = await open();
      const link = createLink();
      const results = await Promise.all([
        store.putLink(createHostKey(), link, 1),
        store.putLink(createHostKey(), link, 1),
      ]);
      expect(results.filter(({ ok }) => ok).length).toBe(1);
    });

    test("after closing, changes fail", async () => {
      const { store } = await open();
      const host = createHostKey();
      expect((await store.close()).ok).toBe(true);
      expect(await store.putLink(host, createLink(), 1)).toEqual({ ok: false, error: "store-failed" });
      expect(await store.syncLinks(host, [], 1)).toEqual({ ok: false, error: "store-failed" });
    });

    test("[G2, G4] what was acknowledged is there for the next user of the store, uses and owners included", async () => {
      const { store, reopen } = await open();
      if (reopen === undefined) return;
      const [host, thief] = [createHostKey(), createHostKey()];
      const [stays, goes] = [createLink(), createLink()];
      await store.putLink(host, stays, 1);
      await store.putLink(host, goes, 2);
      store.noteUse(stays.link, 3);
      await store.withdrawLink(host, goes.link, 4);
      const before = await found(store, stays.link);
      await store.close();
      const again = await reopen();
      expect(await found(again, stays.link)).toEqual(before);
      expect(await idsOf(again, host)).toEqual([stays.link]);
      const stolen = await again.putLink(thief, createLink({ link: goes.link }), 5);
      expect(stolen).toEqual({ ok: false, error: "link-taken" });
      await again.close();
    });
  });
}
