import { expect, test } from "vitest";
import { closeReasons } from "../../shared/channel/close-reason.ts";
import { installation, seen, type TandemProcess } from "../support/tandem.ts";
import { deeds, ways } from "./deeds.ts";
import { type Meddle, meddler } from "./meddler.ts";
import { startOn } from "./sharing.ts";

const honest: Meddle = (frame) => [frame];

/** A session and two guests on a server that meddles; what is done to the first must not touch the second. */
async function twoGuests() {
  const own = installation();
  const server = await meddler(own);
  const id = await startOn(own, server);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const first = await own.join(url, "--relay", "--name", "First");
  const second = await own.join(url, "--relay", "--name", "Second");
  // Each guest looks before it comes in: the first one stays on stream 1, the second on 3.
  return { own, server, url, first, second, stream: 1 };
}

/** Makes things be said in both directions until the guest's line ends. */
async function talkUntilOver(guest: TandemProcess, other: TandemProcess) {
  for (let more = 0; more < 3; more++) {
    guest.write(`${JSON.stringify({ command: "chat.send", input: { text: `said-${more}` } })}\n`);
    await other.command("chat.send", { text: `told-${more}` });
  }
  return guest.done;
}

test.each(
  ways.flatMap((way) => deeds.map(([what, deed, code, reason]) => [what, way, deed, code, reason] as const)),
)(
  "[C3] a server that %s on the way %s ends that line with the reason, and no other",
  async (_what, way, deed, code, reason) => {
    const { own, server, url, first, second, stream } = await twoGuests();
    const act = deed();
    server.meddle = (frame, direction, of) => (direction === way && of === stream ? act(frame) : [frame]);
    const ended = await talkUntilOver(first, second);
    expect(ended.code).toBe(code);
    expect(ended.lines).toContainEqual({
      type: "status",
      status: "over",
      reason,
      message: closeReasons[reason],
    });
    server.meddle = honest;
    await second.command("input.key", { data: "echo go-$((1+1))-on\r" });
    await seen(second, "go-2-on");
    await own.join(url, "--relay", "--name", "Later");
  },
);

test("[C3] what a host said to one guest, said again to another, is not believed", async () => {
  const { server, own, url, first } = await twoGuests();
  const said: Buffer[] = [];
  // The third guest's look is stream 4, its line 5; the fourth's look is 6.
  server.meddle = (frame, direction, of) => {
    if (direction === "to guest" && of === 4) said.push(frame);
    return [frame];
  };
  const third = await own.join(url, "--relay", "--name", "Third");
  expect(said).toHaveLength(2);
  let at = 0;
  server.meddle = (frame, direction, of) => {
    if (direction === "to host" || of !== 6) return [frame];
    const again = said[at++];
    return again === undefined ? [] : [again];
  };
  const fourth = await own.run("join", url, "--relay", "--json", "--name", "Fourth");
  expect(fourth).toMatchObject({ code: 3, lines: [{ error: "authentication-failed" }] });
  expect(await third.command("chat.send", { text: "undisturbed" })).toMatchObject({ ok: true });
  expect(first.lines).not.toContainEqual(expect.objectContaining({ name: "Fourth" }));
});
