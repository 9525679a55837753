import { afterEach, describe, expect, it } from "vitest";
import { refusals, type RefusalCode } from "../../shared/commands/refusals.ts";
import type { HostCommandName } from "../../shared/commands/table.ts";
import { defaultModes, type Mode } from "../../shared/events/mode.ts";
import { createBenchTarget } from "../support/bench-target.ts";
import { createTestClock } from "../support/clock.ts";
import { readEntries } from "../support/log.ts";
import { arrive, arriveAs, pass, type TestSession, testSession, untilOn } from "../support/session.ts";

let open: TestSession | undefined;
const begin = async (...options: Parameters<typeof testSession>) => {
  open = await testSession(...options);
  await arrive(open.owner);
  return open;
};

afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

/** The log's events; checkpoints, which come with time alone, left out. */
function events({ lines }: TestSession) {
  return readEntries(lines)
    .map(({ event }) => event)
    .filter(({ type }) => type !== "checkpoint");
}

const refusedBy = (code: RefusalCode) => ({
  name: "over",
  closing: { reason: "refused", message: refusals[code] },
});

const viewOnly: Mode = { ...defaultModes.view_only, max_viewers: 1 };
const { interactive } = defaultModes;

describe("whoever is turned away", () => {
  it("[J2] is told the first rule that does so, though others would too", async () => {
    const { join, share, session } = await begin({ mode: viewOnly });
    const [used, fresh] = [await share({ maxUses: 1 }), await share()];
    await arriveAs(join(used));
    const askBy = async (link: typeof used, acceptedRecording: boolean) =>
      arrive(join(link, { acceptedRecording }));
    expect(await askBy(used, false)).toMatchObject(refusedBy("link-used-up"));
    await session.callAsOwner("link.revoke", { link: used });
    expect(await askBy(used, false)).toMatchObject(refusedBy("link-revoked"));
    expect(await askBy(fresh, false)).toMatchObject(refusedBy("notice-not-accepted"));
    expect(await askBy(fresh, true)).toMatchObject(refusedBy("session-full"));
  });

  it("[J5] for not accepting the recording is not in the log, whoever accepted is there with that", async () => {
    const test = await begin();
    const link = await test.share();
    await arrive(test.join(link, { name: "Rita", acceptedRecording: false }));
    await arriveAs(test.join(link, { name: "Ada" }));
    const joined = events(test).filter((event) => event.type === "participant.joined");
    expect(joined).toMatchObject([{ name: "Ada", acceptedRecording: true }]);
    const asking = await test.share({ approval: true });
    const participant = await arriveAs(test.join(asking, { name: "Ida" }));
    await test.session.callAsOwner("join.approve", { participant });
    expect(events(test)).toContainEqual(
      expect.objectContaining({ type: "participant.joined", name: "Ida", acceptedRecording: true }),
    );
  });
});

describe("the limit of participants", () => {
  it("[J6] counts a lost line for two minutes, and then gives the place to somebody else", async () => {
    const clock = createTestClock();
    const { join, share, session } = await begin({ mode: viewOnly, clock });
    const link = await share();
    const first = join(link);
    const participant = await arriveAs(first);
    const presence = () => session.state.participants[participant]?.presence.name;
    first.cut();
    await untilOn(clock, "the host noticing", () => presence() === "lost");
    await pass(clock, 119_000);
    expect(await arrive(join(link))).toMatchObject(refusedBy("session-full"));
    await pass(clock, 2_000);
    expect(await arrive(join(link))).toMatchObject({ name: "live" });
    expect(await arrive(join(link, { identity: first.identity }))).toMatchObject(refusedBy("session-full"));
  });

  it("[J6] holds for the owner too: of two who wait for one place, one can be let in", async () => {
    const { join, share, owner } = await begin({ mode: viewOnly });
    const link = await share({ approval: true });
    const [first, second] = [await arriveAs(join(link)), await arriveAs(join(link))];
    expect(await owner.client.call("join.approve", { participant: first })).toMatchObject({ ok: true });
    expect(await owner.client.call("join.approve", { participant: second })).toMatchObject({
      code: "session-full",
    });
  });
});

describe("a mode", () => {
  it("[P3] that is view only lets nobody but the owner type, whatever their link gave them", async () => {
    const target = createBenchTarget();
    const { join, share, owner, session } = await begin({ mode: viewOnly, target });
    const guest = join(await share({ grant: "interact", approval: false }));
    await arriveAs(guest);
    const type = (data: string) => guest.client.call("input.key", { data });
    expect(await type("1")).toMatchObject({ code: "view-only-mode" });
    expect(await owner.client.call("input.key", { data: "2" })).toMatchObject({ ok: true });
    await session.callAsOwner("mode.set", { mode: interactive });
    expect(await type("3")).toMatchObject({ ok: true });
    await session.callAsOwner("mode.set", { mode: viewOnly });
    expect(await type("4")).toMatchObject({ code: "view-only-mode" });
    expect(target.received).toEqual(["2", "3"]);
  });
});

describe("a command of the host's", () => {
  it("[P4] is none over a wire, neither a guest's nor the owner's, and nothing comes of it", async () => {
    const test = await begin();
    const guest = test.join(await test.share({ grant: "interact", approval: false }));
    const participant = await arriveAs(guest);
    const inputs = {
      "peer.admit": {
        key: "A".repeat(43),
        link: Object.keys(test.session.state.links)[0],
        name: "Eve",
        acceptedRecording: true,
        address: { address: "127.0.0.1", toldBy: "server" },
      },
      "peer.lost": { participant },
      "clock.tick": {},
      "clock.jump": { byMs: 60_000 },
      "target.exit": { code: 0 },
      "target.fail": { message: "gone" },
      "target.reply": { data: "rm\r" },
      "line.done": { line: 1, how: "silence" },
      "line.next": {},
      "line.completion": { completion: "process" },
      "effect.fail": { what: "recording", message: "gone" },
      "host.stop": {},
    } satisfies Record<HostCommandName, unknown>;
    const before = events(test);
    for (const { client } of [guest, test.owner]) {
      for (const [name, input] of Object.entries(inputs)) {
        expect([name, await client.callByName(name, input)]).toMatchObject([
          name,
          { code: "unknown-command" },
        ]);
      }
      for (const name of ["__proto__", "constructor", "toString", "host.stop ", "HOST.STOP", ""]) {
        expect([name, await client.callByName(name, {})]).toMatchObject([name, { code: "unknown-command" }]);
      }
    }
    expect(events(test)).toEqual(before);
    expect(test.session.state.phase).toEqual({ name: "running" });
  });
});
