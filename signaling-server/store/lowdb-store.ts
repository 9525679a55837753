import { Low } from "lowdb";
import type { Disposable } from "../../shared/base/disposable.ts";
import type { Clock, Logger } from "../../shared/base/ports.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { createLinks } from "./links.ts";
import { openStoreFile, type StoreFileError } from "./store-file.ts";
import type { Store, StoreLimits } from "./store.ts";

/** Use counts wait this long for company: they are told to people, nothing is decided by them. */
const usesFlushMs = 30_000;

export interface LowdbStoreOptions {
  /** Its folder exists. */
  readonly file: string;
  readonly limits: StoreLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Flushed = Result<undefined, "store-failed">;

/** A Store in one JSON file. Changes that come while the file is being written share the next write. */
export async function openLowdbStore(options: LowdbStoreOptions): Promise<Result<Store, StoreFileError>> {
  const { clock, logger } = options;
  const opened = await openStoreFile(options.file);
  if (!opened.ok) return opened;
  const db = new Low(opened.value.adapter, opened.value.content);
  const links = createLinks(db.data, options.limits);
  let waiting: ((flushed: Flushed) => void)[] = [];
  let writing: Promise<void> | undefined;
  let usesDirty = false;
  let usesTimer: Disposable | undefined;
  let closing: Promise<Flushed> | undefined;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const served = waiting;
      waiting = [];
      const changes = links.changes;
      const hadUses = usesDirty;
      usesDirty = false;
      try {
        await db.write();
        links.keep(changes);
        for (const settle of served) settle(ok(undefined));
      } catch (error) {
        logger.error("signaling store not written", { file: options.file, problem: String(error) });
        // Those that came meanwhile stand on what has just failed: none of it has happened.
        links.undoAll();
        for (const settle of [...served, ...waiting]) settle(err("store-failed"));
        waiting = [];
        usesDirty ||= hadUses;
      }
    }
    writing = undefined;
  }

  /** Resolves once everything changed up to here is on disk. */
  function flush(): Promise<Flushed> {
    if (links.changes === 0 && !usesDirty) return Promise.resolve(ok(undefined));
    return new Promise((settle) => {
      waiting.push(settle);
      // Behind the current turn, so that all its changes share the write.
      writing ??= Promise.resolve().then(writeAll);
    });
  }

  async function closeOnce(): Promise<Flushed> {
    usesTimer?.dispose();
    const flushed = await flush();
    await writing;
    return flushed;
  }

  const closedAlready = () => Promise.resolve(err("store-failed" as const));

  return ok({
    async putLink(host, link, nowMs, mayAdd) {
      if (closing !== undefined) return closedAlready();
      const result = links.put(host, link, nowMs, mayAdd);
      return result.ok ? flush() : result;
    },
    async withdrawLink(host, link, nowMs) {
      if (closing !== undefined) return closedAlready();
      const result = links.withdraw(host, link, nowMs);
      return result.ok ? flush() : result;
    },
    async syncLinks(host, wanted, nowMs, mayAdd) {
      if (closing !== undefined) return closedAlready();
      const refused = links.sync(host, wanted, nowMs, mayAdd);
      const flushed = await flush();
      return flushed.ok ? ok(refused) : flushed;
    },
    linksOf: (host) => Promise.resolve(ok(links.of(host))),
    findLink: (link) => Promise.resolve(ok(links.find(link))),
    noteUse(link, nowMs) {
      if (closing !== undefined || !links.noteUse(link, nowMs)) return;
      usesDirty = true;
      usesTimer ??= clock.schedule(usesFlushMs, () => {
        usesTimer = undefined;
        void flush();
      });
    },
    async sweep(nowMs) {
      if (closing !== undefined) return closedAlready();
      links.sweep(nowMs);
      return flush();
    },
    close() {
      closing ??= closeOnce();
      return closing;
    },
  });
}
