import { afterEach, describe, expect, it } from "vitest";
import { defaultModes } from "../../shared/events/mode.ts";
import { patientReconnect } from "../../shared/client/reconnect.ts";
import { createTestClock } from "../support/clock.ts";
import {
  arrive,
  crypto,
  pass,
  type TestPeer,
  type TestSession,
  testSession,
  until,
  untilOn,
} from "../support/session.ts";

let open: TestSession | undefined;
const begin = async (...options: Parameters<typeof testSession>) => (open = await testSession(...options));

afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

function idOf({ client }: TestPeer) {
  if (client.status.name !== "live") throw new Error(`is ${client.status.name}`);
  return client.status.participant;
}

describe("joining by a link", () => {
  it("[P3] lets a view guest in by itself, who then sees the screen and may not type", async () => {
    const { join, share, owner } = await begin();
    await arrive(owner);
    const guest = join(await share());
    expect(await arrive(guest)).toMatchObject({ name: "live" });
    await owner.client.call("input.key", { data: "ls\r" });
    await until("the guest seeing it", () => guest.shown().includes("ls"));
    expect(await guest.client.call("input.key", { data: "rm\r" })).toMatchObject({
      ok: false,
      code: "no-input-permission",
    });
    expect(guest.shown()).not.toContain("rm");
  });

  it("[J2] for a day where nothing else was asked for, and tells when it was last used", async () => {
    const clock = createTestClock();
    const { session, join, share, owner } = await begin({ clock });
    const link = await share();
    const made = () => session.state.links[link];
    expect(made()).toMatchObject({ expiresAtMs: clock.wallMs() + 24 * 60 * 60 * 1000, uses: 0 });
    expect(made()).not.toHaveProperty("lastUsedAtMs");
    await pass(clock, 5_000);
    const identity = crypto.createEd25519();
    const guest = join(link, { identity });
    await untilOn(clock, "being in", () => guest.client.state !== undefined);
    const firstMs = session.state.participants[idOf(guest)]?.joinedAtMs;
    expect(made()).toMatchObject({ uses: 1, lastUsedAtMs: firstMs });
    guest.cut();
    await pass(clock, 5_000);
    const again = join(link, { identity });
    await untilOn(clock, "being back", () => again.client.state !== undefined);
    expect(made()?.lastUsedAtMs).toBeGreaterThanOrEqual((firstMs ?? 0) + 5_000);
    expect(made()?.uses).toBe(1);
    await untilOn(clock, "the owner knowing", () => owner.client.state?.seq === session.state.seq);
    expect(owner.client.state?.links[link]).toEqual(made());
  });

  it("[J1, J4, P3] keeps an interact guest waiting until the owner lets them in, who then types", async () => {
    const { join, share, owner } = await begin();
    await arrive(owner);
    const guest = join(await share({ grant: "interact" }), { name: "Ida" });
    const waiting = await arrive(guest);
    if (waiting.name !== "waiting") throw new Error(`is ${waiting.name}`);
    expect(guest.client.state).toBeUndefined();
    const { participant } = waiting;
    expect(await owner.client.call("join.approve", { participant })).toMatchObject({ ok: true });
    await until("being in", () => guest.client.status.name === "live");
    expect(await guest.client.call("input.key", { data: "hello\r" })).toMatchObject({ ok: true });
    await until(
      "everybody seeing it",
      () => guest.shown().includes("hello") && owner.shown().includes("hello"),
    );
  });

  it("[J4] turns somebody away with the owner's reason, who learns nothing of the session", async () => {
    const { join, share, owner } = await begin();
    await arrive(owner);
    const guest = join(await share({ grant: "interact" }));
    const waiting = await arrive(guest);
    if (waiting.name !== "waiting") throw new Error(`is ${waiting.name}`);
    const { participant } = waiting;
    await owner.client.call("join.deny", { participant, reason: "Not today" });
    await until("the answer", () => guest.client.status.name === "over");
    expect(guest.client.status).toMatchObject({ closing: { reason: "refused" } });
    expect(JSON.stringify(guest.client.status)).toContain("Not today");
    expect(guest.client.state).toBeUndefined();
    expect(guest.shown()).toBe("");
  });

  it.each([
    ["revoked", "link-revoked"],
    ["used up", "link-used-up"],
    ["of another session", "link-unknown"],
  ])("[J1, J2] refuses a link that is %s and says so", async (how, code) => {
    const { join, share, session, owner } = await begin();
    await arrive(owner);
    const other = how === "of another session" ? await testSession() : undefined;
    const link = await (other ?? { share }).share({ maxUses: 1 });
    if (how === "revoked") await session.callAsOwner("link.revoke", { link });
    if (how === "used up") await arrive(join(link, { name: "First" }));
    const guest = join(link, { name: "Second" });
    expect(await arrive(guest)).toMatchObject({ name: "over", closing: { reason: "refused" } });
    const { refusals } = await import("../../shared/commands/refusals.ts");
    expect(guest.client.status).toMatchObject({
      closing: { message: refusals[code as keyof typeof refusals] },
    });
    await other?.dispose();
  });

  it("[J5] does not let anybody in who has not accepted that the session is recorded", async () => {
    const { join, share } = await begin();
    const guest = join(await share(), { acceptedRecording: false });
    expect(await arrive(guest)).toMatchObject({ name: "over" });
    expect(JSON.stringify(guest.client.status)).toContain("recorded");
  });

  it("[J6] is full at the mode's limit, and has room again when somebody has left", async () => {
    const { join, share } = await begin({ mode: { ...defaultModes.view_only, max_viewers: 1 } });
    const link = await share();
    const first = join(link);
    expect(await arrive(first)).toMatchObject({ name: "live" });
    expect(await arrive(join(link))).toMatchObject({ name: "over", closing: { reason: "refused" } });
    await first.client.leave();
    expect(await arrive(join(link))).toMatchObject({ name: "live" });
  });
});

describe("a lost line", () => {
  it("[J3, J7, F4] comes back by itself with rights, place and screen, and misses nothing", async () => {
    const { join, share, owner } = await begin();
    await arrive(owner);
    const guest = join(await share({ grant: "interact", approval: false }), { reconnect: patientReconnect });
    const before = await arrive(guest);
    guest.cut();
    await owner.client.call("chat.send", { text: "while you were away" });
    await until(
      "being back",
      () => guest.client.status.name === "live" && guest.client.state?.chat.length === 1,
    );
    expect(guest.client.status).toMatchObject({
      participant: (before as { participant: string }).participant,
    });
    expect(await guest.client.call("input.key", { data: "back\r" })).toMatchObject({ ok: true });
    const { links } = guest.client.state ?? {};
    expect(Object.values(links ?? {}).map((link) => link.uses)).toEqual([1]);
  });

  it("[J7] does not reset what the owner took away", async () => {
    const { join, share, session, owner } = await begin();
    await arrive(owner);
    const guest = join(await share({ grant: "interact", approval: false }), { reconnect: patientReconnect });
    const live = await arrive(guest);
    if (live.name !== "live") throw new Error(`is ${live.name}`);
    const { participant } = live;
    await session.callAsOwner("participant.permit", { participant, allow_input: false });
    const statuses: string[] = [];
    guest.client.onStatus(({ name }) => statuses.push(name));
    guest.cut();
    await until("losing the line and being back", () => statuses.at(-1) === "live");
    expect(await guest.client.call("input.key", { data: "x" })).toMatchObject({
      code: "no-input-permission",
    });
  });
});

describe("removing somebody", () => {
  it("[J8] ends their line at once, and asks the owner when they or anybody else comes by that link again", async () => {
    const { join, share, session } = await begin();
    const link = await share();
    const guest = join(link);
    const live = await arrive(guest);
    if (live.name !== "live") throw new Error(`is ${live.name}`);
    await session.callAsOwner("participant.remove", { participant: live.participant });
    await until("being out", () => guest.client.status.name === "over");
    expect(guest.client.status).toMatchObject({ closing: { reason: "removed" } });
    expect(await arrive(join(link, { identity: guest.identity }))).toMatchObject({ name: "waiting" });
    expect(await arrive(join(link))).toMatchObject({ name: "waiting" });
  });
});
