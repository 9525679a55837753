import type { LinkId } from "../../shared/base/ids.ts";
import type { TestSession } from "../support/session.ts";

/** Links somebody may have got hold of. */
export interface Doors {
  /** Lets anybody in to watch. */
  readonly view: LinkId;
  /** For people who may type, and whom the owner lets in one by one; no stranger ever is. */
  readonly asks: LinkId;
  /** Revoked, expired in a minute, or tightened. */
  readonly closed: readonly LinkId[];
}

const keptClosed = 6;

/** Where strangers come to: a new link for everybody to watch by, once the last one lets nobody in any more. */
export async function createDoors(test: TestSession) {
  const { session } = test;
  const asks = await test.share({ grant: "interact" });
  const revoked = await test.share();
  const expires = await test.share({ expiresInMs: 60_000 });
  await session.callAsOwner("link.revoke", { link: revoked });
  let doors: Doors = { view: await test.share(), asks, closed: [revoked, expires] };

  return {
    get now() {
      return doors;
    },
    async reopen() {
      const { view, closed } = doors;
      const link = session.state.links[view];
      if (link?.status === "open" && !link.approval) return;
      doors = { view: await test.share(), asks, closed: [...closed, view].slice(-keptClosed) };
    },
  };
}
