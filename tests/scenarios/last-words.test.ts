import { afterEach, describe, expect, it } from "vitest";
import { createBenchTarget } from "../support/bench-target.ts";
import { arriveAs, type TestSession, testSession, until } from "../support/session.ts";

let open: TestSession | undefined;
afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

async function begin() {
  const target = createBenchTarget();
  const test = await testSession({ target });
  open = test;
  const link = await test.share({ grant: "interact", approval: false });
  const guest = test.join(link, { name: "Ida" });
  const participant = await arriveAs(guest);
  await until("a first snapshot", () => guest.client.state !== undefined);
  return { ...test, target, link, guest, participant };
}

describe("somebody who is put out", () => {
  it.each(["participant.remove", "participant.block"] as const)(
    "by %s is told the reason given, and nothing of the log after it",
    async (command) => {
      const { session, guest, participant } = await begin();
      const seen: string[] = [];
      guest.client.onEntry(({ entry }) => seen.push(entry.event.type));
      await session.callAsOwner(command, { participant, reason: "The maintenance is over" });
      await session.callAsOwner("chat.send", { text: "not for Ida" });
      await until("being out", () => guest.client.status.name === "over");
      expect(guest.client.status).toEqual({
        name: "over",
        closing: {
          reason: "removed",
          message: "You were removed from the session. The reason given: The maintenance is over",
        },
      });
      expect(seen.filter((type) => /removed|blocked|chat/.test(type))).toEqual([]);
    },
  );

  it("without a reason is told the fact", async () => {
    const { session, guest, participant } = await begin();
    await session.callAsOwner("participant.remove", { participant });
    await until("being out", () => guest.client.status.name === "over");
    expect(guest.client.status).toMatchObject({
      closing: { reason: "removed", message: "You were removed from the session." },
    });
  });
});

describe("a line that says it is left, as a closed page does", () => {
  const presenceOf = (session: TestSession["session"], participant: string) =>
    Object.values(session.state.participants).find((each) => each.id === participant)?.presence.name;

  it("[J6] gives the place up at once and keeps the rights for coming back", async () => {
    const { session, link, guest, participant, join } = await begin();
    await session.callAsOwner("participant.permit", { participant, allow_input: false });
    guest.client.dispose();
    await until("the place being free", () => presenceOf(session, participant) === "gone");
    const back = join(link, { identity: guest.identity });
    expect(await arriveAs(back)).toBe(participant);
    expect(await back.client.call("input.key", { data: "x" })).toMatchObject({ code: "no-input-permission" });
    expect(session.state.links[link]?.uses).toBe(1);
  });

  it("[J6] is told apart from one that is lost, whose place is kept", async () => {
    const { session, guest, participant } = await begin();
    guest.cut();
    await until("the host knowing", () => presenceOf(session, participant) !== "present");
    expect(presenceOf(session, participant)).toBe("lost");
  });

  it("takes nothing from somebody who has come by another line meanwhile", async () => {
    const { session, link, guest, participant, join } = await begin();
    const other = join(link, { identity: guest.identity });
    expect(await arriveAs(other)).toBe(participant);
    guest.client.dispose();
    expect(await other.client.call("input.key", { data: "x" })).toMatchObject({ ok: true });
    expect(presenceOf(session, participant)).toBe("present");
  });
});
