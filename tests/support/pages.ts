import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright";
import type { App, LinkOptions } from "./app.ts";
import { shows, surface } from "./page-screen.ts";

/** A person at a page of ours, in a browser profile of their own. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong on the page so far: errors, whatever the console complains of, files that are missing. */
  readonly problems: readonly string[];
  /** Addresses the page asked for, and what it sent along. */
  readonly requests: readonly string[];
}

export interface VisitOptions extends BrowserContextOptions {
  /** Scripts that run in the page before its own. */
  readonly before?: readonly (() => void)[];
}

const desk = { width: 1280, height: 800 } as const;

export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visitor> {
  const { before = [], ...rest } = options;
  // A test waits for what is there, not for how it comes in; screens that move are for who asks for them.
  const context = await browser.newContext({ viewport: desk, reducedMotion: "reduce", ...rest });
  for (const script of before) await context.addInitScript(script);
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => problems.push(`error: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    const type = message.type();
    if (type === "error" || type === "warning") problems.push(`${type}: ${message.text()}`);
  });
  page.on("request", (request) => requests.push(`${request.url()} ${request.postData() ?? ""}`));
  page.on("websocket", (socket) => {
    requests.push(socket.url());
    socket.on("framesent", ({ payload }) => requests.push(payload.toString("latin1")));
  });
  await page.goto(url);
  return { page, context, problems, requests };
}

/** What the browser keeps for a page after it is gone, by where it keeps it. */
export async function keptBy({ page, context }: Visitor): Promise<readonly string[]> {
  const kept = await page.evaluate(async () => [
    ...Object.keys(localStorage).map((key) => `localStorage: ${key}`),
    ...Object.keys(sessionStorage).map((key) => `sessionStorage: ${key}`),
    ...(await indexedDB.databases()).map(({ name }) => `IndexedDB: ${name}`),
  ]);
  const cookies = (await context.cookies()).map(({ name }) => `cookie: ${name}`);
  return [...kept, ...cookies];
}

export interface OwnerVisitor extends Visitor {
  /** Its session's id. */
  readonly session: string;
}

export interface StartOptions {
  readonly title?: string;
  readonly mode?: "Presenter" | "Interactive" | "View only";
  /** The most people besides the owner. */
  readonly places?: number;
}

/** Opens the owner's page, the list of sessions. */
export async function visitHome(browser: Browser, app: App, options: VisitOptions = {}): Promise<Visitor> {
  const visitor = await visit(browser, await app.launchUrl(), options);
  await visitor.page.getByTestId("start").waitFor();
  return visitor;
}

/** Starts a session from the list, as an owner does, and waits for the shell's prompt. */
export async function startSession(visitor: Visitor, options: StartOptions = {}): Promise<OwnerVisitor> {
  const { page } = visitor;
  const { title, mode, places } = options;
  if (title !== undefined || mode !== undefined || places !== undefined) {
    await page.getByRole("button", { name: "Options" }).click();
    if (title !== undefined) await page.getByLabel("Title").fill(title);
    if (mode !== undefined) await page.getByRole("radio", { name: mode }).click();
    if (places !== undefined) await page.getByLabel("Most people").fill(String(places));
  }
  await page.getByTestId("start").click();
  await shows(page, /^\$$/m);
  const session = /#\/session\/(SES-\w+)$/.exec(page.url())?.[1];
  if (session === undefined) throw new Error(`${page.url()} names no session`);
  return { ...visitor, session };
}

export async function openOwner(
  browser: Browser,
  app: App,
  options: StartOptions & VisitOptions = {},
): Promise<OwnerVisitor> {
  const { title, mode, places, ...visiting } = options;
  const home = await visitHome(browser, app, visiting);
  return startSession(home, {
    ...(title === undefined ? {} : { title }),
    ...(mode === undefined ? {} : { mode }),
    ...(places === undefined ? {} : { places }),
  });
}

/** Makes a link in the share menu and closes it again; resolves with the link. */
export async function makeLink(page: Page, { grant = "view", asks }: LinkOptions = {}): Promise<string> {
  await page.getByTestId("share").click();
  if (grant === "interact") await page.getByRole("radio", { name: "May type" }).click();
  const asking = page.getByRole("switch", { name: "Ask me before anybody comes in" });
  if (asks !== undefined && asks !== (await asking.isChecked())) await asking.click();
  await page.getByTestId("create-link").click();
  const url = await page.getByTestId("link-url").inputValue();
  await page.keyboard.press("Escape");
  await page.getByTestId("create-link").waitFor({ state: "detached" });
  return url;
}

/** Fills in what a guest is asked and knocks. */
export async function knock(page: Page, name: string): Promise<void> {
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await page.getByRole("checkbox", { name: /recorded/ }).check();
  await page.getByTestId("join").click();
}

/** Opens a link, joins by it and waits for the screen. */
export async function openGuest(
  browser: Browser,
  url: string,
  name: string,
  options: VisitOptions = {},
): Promise<Visitor> {
  const visitor = await visit(browser, url, options);
  await knock(visitor.page, name);
  await surface(visitor.page).waitFor();
  return visitor;
}

/** Leaves for good, which gives the place up. */
export async function leave(visitor: Visitor): Promise<void> {
  await visitor.page.getByTestId("leave").click();
  await visitor.page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
  await visitor.page.getByRole("heading", { name: "You left" }).waitFor();
  await visitor.context.close();
}

/** Until the page says why a session is not, or no longer, there; resolves with its words. */
export async function closingOf(page: Page): Promise<string> {
  try {
    return await page.getByTestId("closed").innerText({ timeout: 20_000 });
  } catch (cause) {
    throw new Error(`the page never said why it is over, but:\n${await page.innerText("body")}`, { cause });
  }
}

/** Until the page says of its line what is wanted: live or not, direct or relayed. */
export async function lineOf(page: Page, words: RegExp): Promise<void> {
  await page.getByTestId("line").filter({ hasText: words }).waitFor();
}

export async function openPanel(page: Page, name: "People" | "Chat" | "Notes" | "Activity"): Promise<void> {
  await page.getByRole("tab", { name }).click();
}

export async function say(page: Page, text: string): Promise<void> {
  const box = page.getByRole("textbox", { name: "Message" });
  await box.fill(text);
  await box.press("Enter");
}

/** Lets the first who waits in. */
export async function letIn(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Let in", exact: true }).click();
}

/** Answers what waits over the screen's edge. */
export async function answer(page: Page, button: RegExp): Promise<void> {
  await page.getByTestId("ask-bar").getByRole("button", { name: button }).click();
}

/** Until the control bar tells it of who types. */
export async function controlSays(page: Page, words: string, limitMs = 30_000): Promise<void> {
  const control = page.getByTestId("control");
  try {
    await control.getByText(words).waitFor({ timeout: limitMs });
  } catch (cause) {
    throw new Error(`it never said ${words}, but: ${await control.innerText()}`, { cause });
  }
}

export async function askForControl(page: Page, reason: string): Promise<void> {
  await page.getByTestId("ask-control").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What for").fill(reason);
  await dialog.getByRole("button", { name: "Ask for control" }).click();
  await dialog.waitFor({ state: "detached" });
}

export async function propose(page: Page, command: string): Promise<void> {
  await page.getByRole("button", { name: "Propose", exact: true }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Command").fill(command);
  await dialog.getByRole("button", { name: "Propose" }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Picks from the menu behind the three dots of the title bar. */
export async function pickInMenu(page: Page, item: RegExp): Promise<void> {
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

export interface ModeChoice {
  readonly mode: "Presenter" | "Interactive" | "View only";
  readonly merge?: "As it comes" | "Line by line" | "Whoever has the token";
}

export async function changeMode(page: Page, { mode, merge }: ModeChoice): Promise<void> {
  await pickInMenu(page, /^Mode:/);
  const dialog = page.getByRole("dialog", { name: "Sharing mode" });
  await dialog.getByRole("radio", { name: mode }).click();
  if (merge !== undefined) await dialog.getByRole("radio", { name: merge }).click();
  await dialog.getByRole("button", { name: "Apply" }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Opens what can be done about one person in the list of people, and picks from it. */
export async function pickAbout(
  page: Page,
  name: string,
  item: "Hand control…" | "What they may do…" | "Witness" | "Remove…" | "Block…",
): Promise<void> {
  await openPanel(page, "People");
  await page.getByRole("button", { name: `About ${name}` }).click();
  const role = item === "Witness" ? "menuitemcheckbox" : "menuitem";
  await page.getByRole(role, { name: item }).click();
}

export interface TakeAway {
  readonly how: "Remove" | "Block";
  readonly reason?: string;
  /** Whether they may come back by their link. */
  readonly rejoin?: boolean;
}

/** Removes or blocks somebody from the list of people, and says yes when asked back. */
export async function takeAway(page: Page, name: string, options: TakeAway): Promise<void> {
  const { how, reason, rejoin = false } = options;
  await pickAbout(page, name, `${how}…`);
  const dialog = page.getByRole("alertdialog", { name: `${how} ${name}?` });
  if (reason !== undefined) await dialog.getByLabel("Reason").fill(reason);
  if (rejoin) await dialog.getByRole("checkbox", { name: "They may come back by their link" }).check();
  await dialog.getByRole("button", { name: how }).click();
  await dialog.waitFor({ state: "detached" });
}

/** Requires four eyes, as an owner does who knows that it cannot be taken back. */
export async function requireSecondPerson(
  page: Page,
  { perCommand = false }: { readonly perCommand?: boolean } = {},
): Promise<void> {
  await pickInMenu(page, /^Require a second person/);
  const dialog = page.getByRole("alertdialog", { name: "Require a second person?" });
  if (perCommand) await dialog.getByRole("switch", { name: "Each command is approved" }).click();
  await dialog.getByRole("button", { name: "Require it" }).click();
  await dialog.waitFor({ state: "detached" });
}

/** As a browser does when its window is covered or brought back; where nobody looks no browser does it by itself. */
export async function putInView(page: Page, inView: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    inView ? "visible" : "hidden",
  );
}
