import type { LinkId } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { HostKey, LinkRefusal, PublishedLink } from "../../shared/signaling/messages.ts";
import type { StoreContent } from "./store-file.ts";
import type { MayAdd, RefusedLink, StoredLink, StoreLimits } from "./store.ts";

/** A withdrawn id is remembered at least this long; only a full store forgets one, the oldest first. Whoever took it over then could still not pass for the host: the link holds the hash of its key. */
const rememberedMs = 90 * 24 * 3_600_000;

/** The links in memory, changed in place; each change can be undone until it is on disk. */
export interface Links {
  put(host: HostKey, link: PublishedLink, nowMs: number, mayAdd?: MayAdd): Result<undefined, LinkRefusal>;
  withdraw(host: HostKey, link: LinkId, nowMs: number): Result<undefined, LinkRefusal>;
  sync(
    host: HostKey,
    links: readonly PublishedLink[],
    nowMs: number,
    mayAdd?: MayAdd,
  ): readonly RefusedLink[];
  sweep(nowMs: number): void;
  of(host: HostKey): readonly StoredLink[];
  find(link: LinkId): StoredLink | undefined;
  noteUse(link: LinkId, nowMs: number): boolean;
  /** Forgets how to undo the first so many changes. */
  keep(changes: number): void;
  undoAll(): void;
  readonly changes: number;
}

export function createLinks(content: StoreContent, limits: StoreLimits): Links {
  const { links, withdrawn } = content;
  const byHost = new Map<HostKey, Set<LinkId>>();
  for (const link of links.values()) idsOf(link.host).add(link.link);
  let undo: (() => void)[] = [];

  function idsOf(host: HostKey): Set<LinkId> {
    let ids = byHost.get(host);
    if (ids === undefined) {
      ids = new Set();
      byHost.set(host, ids);
    }
    return ids;
  }

  function set(link: StoredLink): void {
    links.set(link.link, link);
    idsOf(link.host).add(link.link);
  }

  function unset(link: StoredLink): void {
    links.delete(link.link);
    const ids = byHost.get(link.host);
    ids?.delete(link.link);
    if (ids?.size === 0) byHost.delete(link.host);
  }

  function remove(link: StoredLink, nowMs: number): void {
    unset(link);
    withdrawn.set(link.link, { host: link.host, atMs: nowMs });
    undo.push(() => {
      withdrawn.delete(link.link);
      set(link);
    });
  }

  /** Room for one more id, where need be by forgetting the one withdrawn longest ago (a Map keeps the order). */
  function makeRoom(nowMs: number): boolean {
    if (links.size + withdrawn.size < limits.knownLinks) return true;
    const oldest = withdrawn.entries().next();
    if (oldest.done === true) return false;
    const [id, grave] = oldest.value;
    if (nowMs - grave.atMs < rememberedMs) return false;
    withdrawn.delete(id);
    undo.push(() => withdrawn.set(id, grave));
    return true;
  }

  function put(
    host: HostKey,
    link: PublishedLink,
    nowMs: number,
    mayAdd: MayAdd = () => true,
  ): Result<undefined, LinkRefusal> {
    const known = links.get(link.link);
    const grave = withdrawn.get(link.link);
    if ((known ?? grave ?? { host }).host !== host) return err("link-taken");
    if (known === undefined && (byHost.get(host)?.size ?? 0) >= limits.linksPerHost) {
      return err("too-many-links");
    }
    const { link: id, session, door, expiresAtMs } = link;
    if (known?.session === session && known.door === door && known.expiresAtMs === expiresAtMs)
      return ok(undefined);
    if (expiresAtMs > nowMs + limits.linkLifeMs) return err("expires-too-late");
    if (known === undefined && grave === undefined && !makeRoom(nowMs)) return err("server-full");
    if (known === undefined && !mayAdd()) return err("too-many-new-links");
    const fresh = { publishedAtMs: nowMs, uses: 0, lastUseAtMs: null };
    const { publishedAtMs, uses, lastUseAtMs } = known ?? fresh;
    set({ link: id, session, door, expiresAtMs, host, publishedAtMs, uses, lastUseAtMs });
    withdrawn.delete(id);
    undo.push(() => {
      const now = links.get(id);
      if (now !== undefined) unset(now);
      if (known !== undefined) set(known);
      if (grave !== undefined) withdrawn.set(id, grave);
    });
    return ok(undefined);
  }

  function of(host: HostKey): readonly StoredLink[] {
    return [...(byHost.get(host) ?? [])].flatMap((id) => links.get(id) ?? []);
  }

  return {
    put,
    of,
    find: (link) => links.get(link),
    withdraw(host, link, nowMs) {
      const known = links.get(link);
      if ((known ?? withdrawn.get(link) ?? { host }).host !== host) return err("link-taken");
      if (known !== undefined) remove(known, nowMs);
      return ok(undefined);
    },
    sync(host, wanted, nowMs, mayAdd) {
      const ids = new Set(wanted.map(({ link }) => link));
      for (const link of of(host)) if (!ids.has(link.link)) remove(link, nowMs);
      const refused: RefusedLink[] = [];
      for (const link of wanted) {
        const result = put(host, link, nowMs, mayAdd);
        if (!result.ok) refused.push({ link: link.link, code: result.error });
      }
      return refused;
    },
    sweep(nowMs) {
      for (const link of links.values()) if (link.expiresAtMs <= nowMs) remove(link, nowMs);
    },
    noteUse(id, nowMs) {
      const link = links.get(id);
      if (link === undefined) return false;
      links.set(id, { ...link, uses: link.uses + 1, lastUseAtMs: nowMs });
      return true;
    },
    keep(changes) {
      undo = undo.slice(changes);
    },
    undoAll() {
      for (const step of undo.reverse()) step();
      undo = [];
    },
    get changes() {
      return undo.length;
    },
  };
}
