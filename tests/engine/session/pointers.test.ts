import { afterEach, describe, expect, it } from "vitest";
import { defaultModes } from "../../../shared/events/mode.ts";
import type { Glance, PointedAt } from "../../../shared/wire/messages.ts";
import {
  arrive,
  arriveAs,
  type TestPeer,
  type TestSession,
  testSession,
  until,
} from "../../support/session.ts";

let open: TestSession | undefined;
afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

function watched({ client }: TestPeer): readonly Glance[] {
  const seen: Glance[] = [];
  client.onGlance((glance) => seen.push(glance));
  return seen;
}
const at = (col: number, line: number, buffer: PointedAt["buffer"] = "main"): PointedAt => ({
  col,
  line,
  buffer,
});

describe("pointers", () => {
  it("are passed on to the others as their owner's, and not back to them", async () => {
    open = await testSession();
    await arrive(open.owner);
    const guest = open.join(await open.share(), { name: "Ida" });
    const participant = await arriveAs(guest);
    const [owner, own] = [watched(open.owner), watched(guest)];
    guest.client.sendPointer(at(12.34, 3));
    await until("the pointer", () => owner.length === 1);
    expect(owner).toEqual([{ g: "pointer", participant, at: at(12.3, 3) }]);
    // Gone is not lost, however soon it comes.
    guest.client.sendPointer(null);
    await until("its going", () => owner.length === 2);
    expect(owner[1]).toEqual({ g: "pointer", participant, at: null });
    expect(own).toEqual([]);
  });

  it("outside the screen, in a mode without them, and during a pause stay where they are", async () => {
    open = await testSession({ mode: defaultModes.interactive });
    await arrive(open.owner);
    const guest = open.join(await open.share(), { name: "Ida" });
    await arriveAs(guest);
    const owner = watched(open.owner);
    const { session } = open;
    guest.client.sendPointer(at(81, 0));
    guest.client.sendPointer(at(0, 25, "alternate"));
    await session.callAsOwner("mode.set", { mode: { name: "view_only" } });
    guest.client.sendPointer(at(1, 1));
    // An answer comes behind what was sent before it.
    await guest.client.call("chat.send", { text: "one" });
    await session.callAsOwner("mode.set", { mode: { name: "view_only", show_viewer_cursor: true } });
    await session.callAsOwner("session.pause", {});
    guest.client.sendPointer(at(2, 2));
    await guest.client.call("chat.send", { text: "two" });
    expect(owner).toEqual([]);
    await session.callAsOwner("session.resume", {});
    guest.client.sendPointer(null);
    await until("a pointer", () => owner.length > 0);
  });
});
