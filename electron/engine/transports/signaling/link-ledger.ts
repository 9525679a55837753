import type { LinkId } from "../../../../shared/base/ids.ts";
import type { Clock } from "../../../../shared/base/ports.ts";
import type { Disposable } from "../../../../shared/base/disposable.ts";
import { err, ok, type Result } from "../../../../shared/base/result.ts";
import {
  type HostRequest,
  type LinkRefusal,
  maxLinksPerHost,
  type PublishedLink,
} from "../../../../shared/signaling/messages.ts";

/** `server-unreachable`: not yet. The wish stands, and is fulfilled with the next connection unless it is taken back. */
export type LinkError = LinkRefusal | "server-unreachable";

type StoreRequest = Exclude<HostRequest, { type: "stream.close" }>;

interface Waiter {
  /** The request that will tell; undefined while none was sent on this connection. */
  request: number | undefined;
  readonly link: LinkId;
  readonly settle: (result: Result<undefined, LinkError>) => void;
}

/** Which links the host wants at the server, and who waits to hear that they are there. */
export interface LinkLedger {
  publish(link: PublishedLink, timeoutMs: number): Promise<Result<undefined, LinkError>>;
  withdraw(link: LinkId, timeoutMs: number): Promise<Result<undefined, LinkError>>;
  /** A connection was welcomed: everything is told anew. */
  handleConnected(send: (request: StoreRequest) => void): void;
  handleDisconnected(): void;
  /** failure: undefined where it was done. True where this was the answer to the sync. */
  handleAnswer(request: number, failure: LinkRefusal | undefined): boolean;
  handleSynced(
    request: number,
    refused: readonly { readonly link: LinkId; readonly code: LinkRefusal }[],
  ): boolean;
  dispose(): void;
}

/** A server whose disk was full at the sync is asked again after this long. */
const resyncMs = 15_000;

export function createLinkLedger(
  clock: Clock,
  initial: readonly PublishedLink[],
  onRefused: (link: LinkId, code: LinkRefusal) => void,
): LinkLedger {
  const wanted = new Map(initial.map((link) => [link.link, link]));
  const waiters = new Set<Waiter>();
  let send: ((request: StoreRequest) => void) | undefined;
  let nextRequest = 0;
  let syncRequest: number | undefined;
  let resync: Disposable | undefined;

  function ask(make: (request: number) => StoreRequest): number | undefined {
    if (send === undefined) return undefined;
    const request = nextRequest++;
    send(make(request));
    return request;
  }

  function wait(
    link: LinkId,
    request: number | undefined,
    timeoutMs: number,
  ): Promise<Result<undefined, LinkError>> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        request,
        link,
        settle(result) {
          waiters.delete(waiter);
          deadline.dispose();
          resolve(result);
        },
      };
      const deadline = clock.schedule(timeoutMs, () => waiter.settle(err("server-unreachable")));
      waiters.add(waiter);
    });
  }

  function dropExpired(): void {
    const now = clock.wallMs();
    for (const [id, link] of wanted) if (link.expiresAtMs <= now) wanted.delete(id);
  }

  function sync(): void {
    dropExpired();
    syncRequest = ask((request) => ({ type: "links.sync", request, links: [...wanted.values()] }));
    for (const waiter of waiters) waiter.request ??= syncRequest;
  }

  function answersSync(request: number, failure: LinkRefusal | undefined): boolean {
    if (request !== syncRequest) return false;
    if (failure !== undefined) resync = clock.schedule(resyncMs, sync);
    return true;
  }

  return {
    async publish(link, timeoutMs) {
      dropExpired();
      if (!wanted.has(link.link) && wanted.size >= maxLinksPerHost) return err("too-many-links");
      wanted.set(link.link, link);
      return wait(
        link.link,
        ask((request) => ({ type: "link.publish", request, ...link })),
        timeoutMs,
      );
    },
    async withdraw(link, timeoutMs) {
      wanted.delete(link);
      for (const waiter of waiters) {
        // It never got there, and now never will.
        if (waiter.link === link && waiter.request === undefined) waiter.settle(err("server-unreachable"));
      }
      return wait(
        link,
        ask((request) => ({ type: "link.withdraw", request, link })),
        timeoutMs,
      );
    },
    handleConnected(sendNow) {
      send = sendNow;
      sync();
    },
    handleDisconnected() {
      send = undefined;
      syncRequest = undefined;
      resync?.dispose();
      for (const waiter of waiters) waiter.request = undefined;
    },
    handleAnswer(request, failure) {
      for (const waiter of [...waiters].filter((each) => each.request === request)) {
        if (failure !== undefined && request !== syncRequest) wanted.delete(waiter.link);
        waiter.settle(failure === undefined ? ok(undefined) : err(failure));
      }
      return answersSync(request, failure);
    },
    handleSynced(request, refused) {
      for (const { link, code } of refused) {
        wanted.delete(link);
        onRefused(link, code);
      }
      for (const waiter of [...waiters].filter((each) => each.request === request)) {
        const no = refused.find(({ link }) => link === waiter.link);
        waiter.settle(no === undefined ? ok(undefined) : err(no.code));
      }
      return answersSync(request, undefined);
    },
    dispose() {
      resync?.dispose();
      for (const waiter of waiters) waiter.settle(err("server-unreachable"));
    },
  };
}
