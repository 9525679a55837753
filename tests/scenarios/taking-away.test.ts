import { afterEach, describe, expect, it } from "vitest";
import { createBenchTarget } from "../support/bench-target.ts";
import { arrive, arriveAs, type TestSession, testSession, until } from "../support/session.ts";

let open: TestSession | undefined;
afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

async function begin() {
  const target = createBenchTarget();
  const test = await testSession({ target });
  open = test;
  await arrive(test.owner);
  const link = await test.share({ grant: "interact", approval: false });
  const guest = test.join(link, { name: "Ida" });
  const participant = await arriveAs(guest);
  return { ...test, target, link, guest, participant };
}

describe("[P3, P6] taking away the right to type", () => {
  it("cuts a paste-happy guest off between two keys, and gives it back as quickly", async () => {
    const { session, guest, participant, target } = await begin();
    const answers = [];
    for (let i = 0; i < 20; i++) answers.push(guest.client.call("input.key", { data: `${i},` }));
    await until("some of it being written", () => target.received.length > 0);
    void session.callAsOwner("participant.permit", { participant, allow_input: false });
    const before = target.received.length;
    for (let i = 20; i < 40; i++) answers.push(guest.client.call("input.key", { data: `${i},` }));
    const results = await Promise.all(answers);
    const accepted = results.filter((each) => each.ok).length;
    expect(target.received.length).toBe(accepted);
    expect(accepted).toBeGreaterThanOrEqual(before);
    expect(accepted).toBeLessThanOrEqual(20);
    expect(results.at(-1)).toMatchObject({ code: "no-input-permission" });
    await session.callAsOwner("participant.permit", { participant, allow_input: true });
    expect(await guest.client.call("input.key", { data: "again" })).toMatchObject({ ok: true });
  });

  it("by view only leaves the owner alone typing, and everybody sees the mode", async () => {
    const { owner, guest, target } = await begin();
    const mode = { name: "view_only", max_viewers: 10 } as const;
    expect(await owner.client.call("mode.set", { mode })).toMatchObject({ ok: true });
    expect(await guest.client.call("input.key", { data: "x" })).toMatchObject({ code: "view-only-mode" });
    expect(await guest.client.call("input.focus", { focused: true })).toMatchObject({
      code: "view-only-mode",
    });
    expect(await owner.client.call("input.key", { data: "y" })).toMatchObject({ ok: true });
    expect(target.received).toEqual(["y"]);
    await until("the guest seeing the mode", () => guest.client.state?.mode.name === "view_only");
  });

  it("of chat leaves the rest", async () => {
    const { session, guest, participant } = await begin();
    await session.callAsOwner("participant.permit", { participant, allow_chat: false });
    expect(await guest.client.call("chat.send", { text: "hello?" })).toMatchObject({
      code: "no-chat-permission",
    });
    expect(await guest.client.call("input.key", { data: "x" })).toMatchObject({ ok: true });
  });
});

describe("[P6, J2] revoking a link", () => {
  it("with its guests removes everybody who came by it, in one go, and turns away who waits by it", async () => {
    const { session, share, join, link, guest, owner } = await begin();
    const asking = await share({ grant: "interact" });
    const waiting = join(asking);
    const second = join(link);
    const elsewhere = join(await share());
    await arrive(waiting);
    await arrive(second);
    await arrive(elsewhere);
    await owner.client.call("link.revoke", { link, removeGuests: true });
    await owner.client.call("link.revoke", { link: asking });
    for (const out of [guest, second]) {
      await until("being out", () => out.client.status.name === "over");
      expect(out.client.status).toMatchObject({ closing: { reason: "removed" } });
    }
    await until("being turned away", () => waiting.client.status.name === "over");
    expect(elsewhere.client.status.name).toBe("live");
    expect(session.state.joinRequests).toEqual({});
    expect(await arrive(join(link))).toMatchObject({ name: "over", closing: { reason: "refused" } });
  });

  it("alone leaves those who came by it inside", async () => {
    const { owner, link, guest, join } = await begin();
    await owner.client.call("link.revoke", { link });
    expect(await guest.client.call("input.key", { data: "x" })).toMatchObject({ ok: true });
    expect(await arrive(join(link))).toMatchObject({ name: "over" });
    expect(await owner.client.call("link.revoke", { link })).toMatchObject({ code: "link-not-open" });
  });
});

describe("[J8] somebody removed and let in anew", () => {
  it("has what the link gives, under the name they had", async () => {
    const { session, link, guest, participant, join, owner } = await begin();
    await session.callAsOwner("participant.permit", { participant, allow_chat: false });
    await session.callAsOwner("participant.remove", { participant, reason: "Enough" });
    const back = join(link, { identity: guest.identity, name: "Ida" });
    expect(await arrive(back)).toMatchObject({ name: "waiting", participant });
    expect(await owner.client.call("join.approve", { participant })).toMatchObject({ ok: true });
    await until("being in", () => back.client.status.name === "live");
    expect(session.state.participants[participant]?.permissions.allow_chat).toBe(true);
    expect(session.state.links[link]?.uses).toBe(1);
  });
});

describe("leaving", () => {
  it("[J7] ends the line, frees the place, and keeps the rights for coming back", async () => {
    const { session, link, guest, participant, join } = await begin();
    await session.callAsOwner("participant.permit", { participant, allow_input: false });
    await guest.client.leave();
    expect(guest.client.status).toMatchObject({ name: "over", closing: { reason: "left" } });
    await until("the host knowing", () => session.state.participants[participant]?.presence.name === "gone");
    const back = join(link, { identity: guest.identity });
    expect(await arriveAs(back)).toBe(participant);
    expect(await back.client.call("input.key", { data: "x" })).toMatchObject({ code: "no-input-permission" });
    expect(session.state.links[link]?.uses).toBe(1);
  });

  it("is not for the owner, who ends the session instead", async () => {
    const { owner, session } = await begin();
    expect(await owner.client.call("session.leave", {})).toMatchObject({ code: "owner-ends" });
    expect(session.state.phase.name).toBe("running");
  });
});
