import type { LinkId } from "../../shared/base/ids.ts";
import type { Result } from "../../shared/base/result.ts";
import type { HostKey, LinkRefusal, PublishedLink } from "../../shared/signaling/messages.ts";

/** A share link as it is kept: of its door the hash, of its secret nothing. */
export interface StoredLink extends PublishedLink {
  readonly host: HostKey;
  readonly publishedAtMs: number;
  /** Streams opened by it. */
  readonly uses: number;
  readonly lastUseAtMs: number | null;
}

export interface RefusedLink {
  readonly link: LinkId;
  readonly code: LinkRefusal;
}

/**
 * Asked once for each link that the store does not have and would otherwise take; false refuses it with
 * `too-many-new-links`. Left out, every one is taken.
 */
export type MayAdd = () => boolean;

/**
 * What the server keeps. Every operation is a transaction of its own; a promised change is on disk, together with all
 * that was promised before, when the promise resolves ok, and has not happened when it resolves with an error.
 * Promises never reject. Times are wall time, ms.
 *
 * A link id belongs to the host that published it first, also after it was withdrawn or has expired.
 */
export interface Store {
  /** A new link, or a change of this host's own. Uses and their time are kept when it changes. */
  putLink(
    host: HostKey,
    link: PublishedLink,
    nowMs: number,
    mayAdd?: MayAdd,
  ): Promise<Result<undefined, LinkRefusal>>;
  /** Ok as well where there is no such link: it is not there afterwards. */
  withdrawLink(host: HostKey, link: LinkId, nowMs: number): Promise<Result<undefined, LinkRefusal>>;
  /** Makes these and no others the host's links; gives those it could not take. */
  syncLinks(
    host: HostKey,
    links: readonly PublishedLink[],
    nowMs: number,
    mayAdd?: MayAdd,
  ): Promise<Result<readonly RefusedLink[], "store-failed">>;
  /** In the order of publishing. */
  linksOf(host: HostKey): Promise<Result<readonly StoredLink[], "store-failed">>;
  /** Withdrawn ones are not found; expired ones are, until the next sweep. */
  findLink(link: LinkId): Promise<Result<StoredLink | undefined, "store-failed">>;
  /** Counted at once, on disk with the next change or after a while: the last few may be lost in a crash. */
  noteUse(link: LinkId, nowMs: number): void;
  /** Withdraws what has expired. */
  sweep(nowMs: number): Promise<Result<undefined, "store-failed">>;
  /** Writes what is not on disk yet. Changes asked for afterwards fail. */
  close(): Promise<Result<undefined, "store-failed">>;
}

/** What bounds the store. */
export interface StoreLimits {
  readonly linksPerHost: number;
  /** Link ids known in all, the withdrawn included. */
  readonly knownLinks: number;
  /** A link that is new or changes may expire so many ms from then at the latest. */
  readonly linkLifeMs: number;
}
