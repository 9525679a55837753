import type { LinkId } from "../../shared/base/ids.ts";
import { toBase64url } from "../../shared/base/bytes.ts";
import type { Clock, Crypto, KeyPair, Random } from "../../shared/base/ports.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import {
  createLinkSecret,
  deriveLinkKeys,
  doorHash,
  formatLinkUrl,
  hashHostKey,
} from "../../shared/channel/link-secret.ts";
import { isHere, linkClosed } from "../../shared/state/selectors.ts";
import type { LinkState } from "../../shared/state/state.ts";
import { doorHashSchema } from "../../shared/signaling/messages.ts";
import type { LinkSummary } from "../../shared/wire/host-api.ts";
import type { HostLine } from "./transports/signaling/host-line.ts";
import type { Session } from "./session/session.ts";
import type { StartError } from "./session/start-session.ts";

/** How long the server may take to write a link down before the owner is told that it cannot be reached. */
const publishTimeoutMs = 8_000;
/**
 * The server forgets a link of itself after this long. The host enforces the real expiry, so that somebody inside can
 * still come back by an expired link. Half way between the longest a link may last and the longest a server keeps one
 * (signaling-server/limits.ts), for clocks that disagree.
 */
const serverKeepsMs = 30.5 * 24 * 60 * 60 * 1000;

interface Held {
  readonly session: Session;
  readonly psk: Uint8Array;
  readonly url: string;
  withdrawn: boolean;
}

/** The secrets of share links: in memory only, gone with the host. */
export interface LinkVault {
  find(link: LinkId): { readonly session: Session; readonly psk: Uint8Array } | undefined;
  share(
    session: Session,
    input: unknown,
  ): Promise<Result<LinkSummary & { readonly url: string }, StartError>>;
  list(session: Session): readonly LinkSummary[];
  /** Closes doors that lead nowhere any more. */
  handleState(session: Session): void;
}

export interface LinkVaultOptions {
  readonly identity: KeyPair;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: Random;
  readonly line: HostLine;
  /** Origin under which guests reach the signaling server. */
  readonly publicUrl: string;
}

export function createLinkVault(options: LinkVaultOptions): LinkVault {
  const { crypto, clock, line } = options;
  const held = new Map<LinkId, Held>();

  const summarize = (link: LinkState): LinkSummary => {
    const url = held.get(link.id)?.url;
    const closed = linkClosed(link, clock.wallMs());
    return {
      id: link.id,
      ...(url === undefined ? {} : { url }),
      grant: link.grant,
      expiresAtMs: link.expiresAtMs,
      maxUses: link.maxUses,
      uses: link.uses,
      ...(link.lastUsedAtMs === undefined ? {} : { lastUsedAtMs: link.lastUsedAtMs }),
      approval: link.approval,
      status: closed ?? "open",
    };
  };

  const withdraw = (link: LinkId, own: Held) => {
    if (own.withdrawn) return;
    own.withdrawn = true;
    void line.withdraw(link, publishTimeoutMs);
  };

  return {
    find: (link) => held.get(link),
    async share(session, input) {
      const created = await session.callAsOwner("link.create", input);
      if (!created.ok) return err({ code: "refused", message: created.message });
      const { link } = created.value as { readonly link: LinkId };
      const secret = createLinkSecret(options.random);
      const { door, psk } = deriveLinkKeys(crypto, secret);
      const hostKeyHash = hashHostKey(crypto, options.identity.publicKey);
      const url = formatLinkUrl({ origin: options.publicUrl, linkId: link, secret, hostKeyHash });
      held.set(link, { session, psk, url, withdrawn: false });
      const published = await line.publish(
        {
          link,
          session: session.id,
          door: doorHashSchema.parse(toBase64url(doorHash(crypto, door))),
          expiresAtMs: clock.wallMs() + serverKeepsMs,
        },
        publishTimeoutMs,
      );
      if (!published.ok) {
        void line.withdraw(link, publishTimeoutMs);
        held.delete(link);
        await session.callAsOwner("link.revoke", { link });
        return err({
          code: "server-unreachable",
          message:
            published.error === "server-unreachable"
              ? "The signaling server cannot be reached, so nobody could come in by a link. Try again when it is back."
              : `The signaling server did not take the link (${published.error}).`,
        });
      }
      const state = session.state.links[link];
      if (state === undefined) return err({ code: "internal-error", message: "The link is gone." });
      return ok({ ...summarize(state), url });
    },
    list: (session) => Object.values(session.state.links).map(summarize),
    handleState(session) {
      const { state } = session;
      for (const [link, own] of held) {
        if (own.session !== session) continue;
        const closed = state.links[link]?.status !== "open";
        // Looked at only for links that are closed: this runs with every keystroke.
        const inUse = () =>
          Object.values(state.participants).some((each) => each.link === link && isHere(state, each.id));
        if (state.phase.name === "ended" || (closed && !own.withdrawn && !inUse())) withdraw(link, own);
        if (session.over) held.delete(link);
      }
    },
  };
}
