import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { fromBase64url } from "../../shared/base/bytes.ts";
import { type App, type SignalingServer, startApp, startSignalingServer } from "../support/app.ts";
import { launchBrowser } from "../support/browser.ts";
import { compareScreens } from "../support/compare-screens.ts";
import { screenOf, screenText, shows, typeAtScreen } from "../support/page-screen.ts";
import {
  closingOf,
  lineOf,
  openGuest,
  openOwner,
  openPanel,
  type OwnerVisitor,
  say,
  visit,
  type Visitor,
} from "../support/pages.ts";
import { createWire, type Wire } from "./wire.ts";

/** A name that is no loopback to a browser: a page from there is not a secure context, as on any plain-http network. */
const plainName = "tandem.test";

let browser: Browser;
let server: SignalingServer;
let wire: Wire;
let app: App;
let owner: OwnerVisitor;
/** As the owner has it: straight to the server. */
let link: string;
/** The same by the wire. */
let linkByWire: string;
const guests: Visitor[] = [];

beforeAll(async () => {
  wire = await createWire();
  [browser, server] = await Promise.all([
    launchBrowser({ args: [`--host-resolver-rules=MAP ${plainName} 127.0.0.1`] }),
    startSignalingServer({ publicUrl: `http://${plainName}:${wire.port}` }),
  ]);
  wire.leadTo(server.port);
  app = await startApp({ signaling: server.url });
  // Whoever's page is closed keeps their place for a while.
  owner = await openOwner(browser, app, { mode: "Interactive", places: 20 });
  link = await app.share(owner.session, { grant: "interact", asks: false });
  linkByWire = `http://${plainName}:${wire.port}/${link.split("/").slice(3).join("/")}`;
});

afterEach(async () => {
  await Promise.all(guests.splice(0).map(({ context }) => context.close()));
});

afterAll(async () => {
  await browser?.close();
  await app?.dispose();
  await server?.dispose();
  await wire?.dispose();
});

/** A browser that has no WebRTC, as hardened ones, or whose packets come nowhere. */
function withoutWebRtc(): void {
  Reflect.deleteProperty(window, "RTCPeerConnection");
}

/** Lets a test take the direct line away under the page's feet. */
function withCuttableWebRtc(): void {
  const made: RTCPeerConnection[] = [];
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      made.push(this);
    }
  };
  Object.assign(window, {
    cutDirectLines: () => {
      for (const each of made.splice(0)) each.close();
    },
  });
}

async function cutDirectLine(page: Page): Promise<void> {
  await page.evaluate(() => {
    const cut: unknown = Reflect.get(window, "cutDirectLines");
    if (typeof cut === "function") cut();
  });
}

async function join(url: string, name: string, before?: () => void): Promise<Visitor> {
  const guest = await openGuest(browser, url, name, before === undefined ? {} : { before: [before] });
  guests.push(guest);
  return guest;
}

/** What a browser says by itself: of a header it heeds on trustworthy origins only, and of lines that were cut. */
const complaints = /^error: WebSocket connection to .* failed/;

/** Somebody who is still in the session has what the owner has, and may do what they could. */
async function expectWhole(guest: Visitor, words: string): Promise<void> {
  await typeAtScreen(guest.page, `echo ${words} $((1 + 1))\r`);
  await shows(owner.page, `${words} 2`);
  await expect
    .poll(async () => compareScreens(await screenOf(owner.page), await screenOf(guest.page)))
    .toBeUndefined();
  expect(guest.problems.filter((each) => !complaints.test(each))).toEqual([]);
}

/** The guest is cut off, misses something, and comes back as who they were. */
async function outAndBack(guest: Visitor, name: string, missed: string): Promise<void> {
  await openPanel(owner.page, "People");
  const places = owner.page.getByTestId("person").filter({ hasText: name });
  await places.waitFor();
  wire.cut();
  await lineOf(guest.page, /Reconnecting/);
  await typeAtScreen(owner.page, `echo ${missed}\r`);
  await shows(owner.page, new RegExp(`^${missed}$`, "m"));
  expect(await screenText(guest.page)).not.toContain(missed);
  wire.mend();
  await shows(guest.page, new RegExp(`^${missed}$`, "m"));
  expect(await places.count()).toBe(1);
}

test("a guest on a plain-http page that is no secure context joins, sees, types and chats", async () => {
  const guest = await join(linkByWire, "Ana");
  expect(await guest.page.evaluate(() => window.isSecureContext)).toBe(false);
  await expectWhole(guest, "plain");
  await openPanel(guest.page, "Chat");
  await openPanel(owner.page, "Chat");
  await say(guest.page, "over plain http");
  await owner.page.getByText("over plain http").waitFor();
});

test("[D3] the secret of a link is on no line, in no request and in no message", async () => {
  const before = wire.sent.length;
  const guest = await join(linkByWire, "Bea");
  await lineOf(guest.page, /Direct/);
  const fragment = linkByWire.split("#")[1] ?? "";
  const bytes = Buffer.from(fromBase64url(fragment) ?? []);
  const secret = bytes.subarray(1, 17);
  expect(secret.length).toBe(16);
  const sent = wire.sent.subarray(before);
  expect(sent.includes("GET /j/LNK-")).toBe(true);
  for (const form of [
    fragment,
    bytes.toString("hex"),
    secret.toString("base64url"),
    secret.toString("hex"),
  ]) {
    expect(sent.includes(form)).toBe(false);
    expect(guest.requests.filter((each) => each.includes(form))).toEqual([]);
  }
  expect(guest.requests.filter((each) => each.includes(secret.toString("latin1")))).toEqual([]);
});

test("[C5] a guest without WebRTC stays relayed, is told so, and does what others do", async () => {
  const guest = await join(linkByWire, "Cleo", withoutWebRtc);
  await lineOf(guest.page, /Live.*Relayed/s);
  await expectWhole(guest, "relayed");
});

test("[F4, J7] a relayed guest whose line is cut comes back to the whole screen with their rights", async () => {
  const guest = await join(linkByWire, "Dan", withoutWebRtc);
  await lineOf(guest.page, /Relayed/);
  await outAndBack(guest, "Dan", "while relayed");
  await lineOf(guest.page, /Live.*Relayed/s);
  await expectWhole(guest, "back by relay");
});

test("[F4, J7] a direct guest whose line is cut comes back to the whole screen with their rights", async () => {
  const guest = await join(linkByWire, "Eva", withCuttableWebRtc);
  await lineOf(guest.page, /Direct/);
  await cutDirectLine(guest.page);
  await outAndBack(guest, "Eva", "while direct");
  await lineOf(guest.page, /Live.*Direct/s);
  await expectWhole(guest, "back directly");
});

test("[G6] a server that dies is not noticed by direct guests; relayed ones wait and are back when it is", async () => {
  const direct = await join(linkByWire, "Finn");
  const relayed = await join(linkByWire, "Gil", withoutWebRtc);
  await lineOf(direct.page, /Direct/);
  await lineOf(relayed.page, /Relayed/);
  await server.kill();
  await lineOf(relayed.page, /Reconnecting/);
  await expectWhole(direct, "without a server");
  await server.start();
  await shows(relayed.page, /^without a server 2$/m, 30_000);
  await lineOf(relayed.page, /Live.*Relayed/s);
});

test("a guest whose host is gone is told that it reconnects, and a newcomer that the host is offline", async () => {
  const guest = await join(linkByWire, "Hal");
  await app.stop("SIGKILL");
  await lineOf(guest.page, /Reconnecting/);
  const newcomer = await visit(browser, linkByWire);
  guests.push(newcomer);
  expect(await closingOf(newcomer.page)).toContain("The host is offline");

  await server.kill();
  await newcomer.page.getByRole("button", { name: "Try again" }).click();
  await newcomer.page.getByText("The signaling server cannot be reached").waitFor();
});
