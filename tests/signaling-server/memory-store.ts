import type { LinkId } from "../../shared/base/ids.ts";
import { err, ok } from "../../shared/base/result.ts";
import type { HostKey } from "../../shared/signaling/messages.ts";
import type { RefusedLink, Store, StoredLink, StoreLimits } from "../../signaling-server/store/store.ts";

const rememberedMs = 90 * 24 * 3_600_000;

interface Row extends StoredLink {
  withdrawnAtMs: number | undefined;
}

/** A Store written a second time, as plainly as possible: one list, searched from the front. For tests. */
export function createMemoryStore(limits: StoreLimits): Store {
  let rows: Row[] = [];
  let closed = false;
  const failed = err("store-failed" as const);
  const live = (host: HostKey) => rows.filter((row) => row.host === host && row.withdrawnAtMs === undefined);
  const bare = ({ withdrawnAtMs: _, ...link }: Row): StoredLink => link;

  const put: Store["putLink"] = async (host, link, nowMs, mayAdd = () => true) => {
    const row = rows.find((each) => each.link === link.link);
    if (row !== undefined && row.host !== host) return err("link-taken");
    const isLive = row !== undefined && row.withdrawnAtMs === undefined;
    if (!isLive && live(host).length >= limits.linksPerHost) return err("too-many-links");
    const same =
      isLive &&
      row.session === link.session &&
      row.door === link.door &&
      row.expiresAtMs === link.expiresAtMs;
    if (!same && link.expiresAtMs > nowMs + limits.linkLifeMs) return err("expires-too-late");
    if (row === undefined && rows.length >= limits.knownLinks) {
      const [oldest] = rows
        .filter((each) => each.withdrawnAtMs !== undefined && nowMs - each.withdrawnAtMs >= rememberedMs)
        .sort((a, b) => (a.withdrawnAtMs ?? 0) - (b.withdrawnAtMs ?? 0));
      if (oldest === undefined) return err("server-full");
      rows = rows.filter((each) => each !== oldest);
    }
    if (!isLive && !mayAdd()) return err("too-many-new-links");
    const fresh = { publishedAtMs: nowMs, uses: 0, lastUseAtMs: null };
    const next: Row = { ...(isLive ? row : fresh), ...link, host, withdrawnAtMs: undefined };
    rows = isLive
      ? rows.map((each) => (each === row ? next : each))
      : [...rows.filter((each) => each !== row), next];
    return ok(undefined);
  };

  const withdraw = (gone: (row: Row) => boolean, nowMs: number) => {
    for (const row of rows) if (row.withdrawnAtMs === undefined && gone(row)) row.withdrawnAtMs = nowMs;
  };

  return {
    putLink: async (host, link, nowMs, mayAdd) => (closed ? failed : put(host, link, nowMs, mayAdd)),
    async withdrawLink(host, link, nowMs) {
      if (closed) return failed;
      if (rows.some((row) => row.link === link && row.host !== host)) return err("link-taken");
      withdraw((row) => row.link === link, nowMs);
      return ok(undefined);
    },
    async syncLinks(host, links, nowMs, mayAdd) {
      if (closed) return failed;
      const wanted = new Set<LinkId>(links.map(({ link }) => link));
      withdraw((row) => row.host === host && !wanted.has(row.link), nowMs);
      const refused: RefusedLink[] = [];
      for (const link of links) {
        const result = await put(host, link, nowMs, mayAdd);
        if (!result.ok) refused.push({ link: link.link, code: result.error });
      }
      return ok(refused);
    },
    linksOf: async (host) => ok(live(host).map(bare)),
    async findLink(link) {
      const row = rows.find((each) => each.link === link && each.withdrawnAtMs === undefined);
      return ok(row === undefined ? undefined : bare(row));
    },
    noteUse(link, nowMs) {
      rows = rows.map((row) =>
        row.link === link && row.withdrawnAtMs === undefined
          ? { ...row, uses: row.uses + 1, lastUseAtMs: nowMs }
          : row,
      );
    },
    async sweep(nowMs) {
      if (closed) return failed;
      withdraw((row) => row.expiresAtMs <= nowMs, nowMs);
      return ok(undefined);
    },
    async close() {
      closed = true;
      return ok(undefined);
    },
  };
}
