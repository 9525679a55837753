import { onTestFinished } from "vitest";
import { fromUtf8 } from "../../shared/base/bytes.ts";
import { parseLinkUrl, type ShareLink } from "../../shared/channel/link-secret.ts";
import { createNobleCrypto } from "../../shared/channel/noble-crypto.ts";
import type { CallResult } from "../../shared/client/calls.ts";
import { neverReconnect } from "../../shared/client/reconnect.ts";
import { createSessionClient } from "../../shared/client/session-client.ts";
import type { Closing } from "../../shared/client/status.ts";
import type { Entry } from "../../shared/events/table.ts";
import { createGuestDialer } from "../../renderer/guest/dial.ts";
import type { GuestDialer } from "../../renderer/guest/dialer.ts";
import { pageLogger } from "../../renderer/guest/page-logger.ts";
import { pageClock, pageRandom } from "../../renderer/platform.ts";
import { until } from "../support/until.ts";

/** Longer than a page waits for anything of a server's or a host's. */
const patienceMs = 60_000;

/** The app's own way in, with the cryptography of pages. Node has no WebRTC, as some browsers: it stays on the relay. */
export function pageDialer(link: ShareLink): GuestDialer {
  const crypto = createNobleCrypto(pageRandom);
  return createGuestDialer({ link, clock: pageClock, crypto, logger: pageLogger });
}

/** A guest of the app, as far as they come. */
export interface PageGuest {
  /** Why they are not in, or no longer; undefined while nothing ended. */
  readonly over: Closing | undefined;
  /** Everything their screen was given. */
  readonly shown: string;
  readonly entries: readonly Entry[];
  readonly isLive: boolean;
  /** What the page says once it is over. */
  readonly ended: Promise<Closing>;
  call(name: string, input: unknown): Promise<CallResult>;
  shows(text: string): Promise<void>;
  happens(type: Entry["event"]["type"]): Promise<void>;
}

/** Opens a link as the page does: looks, and where that goes well, joins by this name. Gone with the test. */
export async function openPage(url: string, name: string): Promise<PageGuest> {
  const link = parseLinkUrl(url);
  if (!link.ok) throw new Error(link.error.message);
  const dialer = pageDialer(link.value);
  const entries: Entry[] = [];
  let shown = "";
  let over: Closing | undefined;
  let tell = (_closing: Closing) => {};
  const ended = new Promise<Closing>((resolve) => (tell = resolve));
  const end = (closing: Closing) => {
    over ??= closing;
    tell(over);
  };
  const looked = await dialer.look();
  if (!looked.ok) end(looked.error);
  const client = looked.ok
    ? createSessionClient({
        clock: pageClock,
        reconnect: neverReconnect,
        dial: (resume) => dialer.join({ name, acceptedRecording: true, resume }),
        sink: {
          reset(screen, done) {
            shown += fromUtf8(screen.data);
            done();
          },
          write(text, done) {
            shown += text;
            done();
          },
          resize() {},
        },
      })
    : undefined;
  if (client !== undefined) {
    onTestFinished(() => client.dispose());
    client.onEntry(({ entry }) => entries.push(entry));
    const look = () => client.status.name === "over" && end(client.status.closing);
    client.onStatus(look);
    look();
    await until("being in or out", () => client.status.name !== "connecting", patienceMs);
  }
  return {
    get over() {
      return over;
    },
    get shown() {
      return shown;
    },
    entries,
    get isLive() {
      return client?.status.name === "live";
    },
    ended,
    call: (command, input) =>
      client?.callByName(command, input) ?? Promise.reject(new Error("was never let in")),
    shows: (text) => until(`seeing ${text}`, () => shown.includes(text), patienceMs),
    happens: (type) => until(type, () => entries.some((each) => each.event.type === type), patienceMs),
  };
}
