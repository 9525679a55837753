import { afterAll, beforeAll, expect, test } from "vitest";
import { closeReasons } from "../../shared/channel/close-reason.ts";
import { createInstallation, seen, type TandemProcess } from "../support/tandem.ts";
import { deeds, ways } from "./deeds.ts";
import { type Meddle, type Meddler, meddler } from "./meddler.ts";
import { startOn } from "./sharing.ts";

const honest: Meddle = (frame) => [frame];

/** One session for all that a server can do, and a guest whom none of it may touch. */
const own = createInstallation();
let server: Meddler;
let url: string;
let second: TandemProcess;

beforeAll(async () => {
  server = await meddler(own);
  const id = await startOn(own, server);
  ({ url } = await own.share(id, "--grant", "interact", "--no-approve"));
  second = await own.join(url, "--relay", "--name", "Second");
});
afterAll(() => own.dispose());

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
    // A guest looks by one stream, and comes in by the next.
    const stream = server.streams + 1;
    const first = await own.join(url, "--relay", "--name", "First");
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
    await second.command("input.key", { data: `echo go-on-$((${stream}+1))\r` });
    await seen(second, `go-on-${stream + 1}`);
  },
);

test("[C3] what a host said to one guest, said again to another, is not believed", async () => {
  const said: Buffer[] = [];
  const [thirdLook, fourthLook] = [server.streams, server.streams + 2];
  server.meddle = (frame, direction, of) => {
    if (direction === "to guest" && of === thirdLook) said.push(frame);
    return [frame];
  };
  const third = await own.join(url, "--relay", "--name", "Third");
  expect(said).toHaveLength(2);
  let at = 0;
  server.meddle = (frame, direction, of) => {
    if (direction === "to host" || of !== fourthLook) return [frame];
    const again = said[at++];
    return again === undefined ? [] : [again];
  };
  const fourth = await own.run("join", url, "--relay", "--json", "--name", "Fourth");
  expect(fourth).toMatchObject({ code: 3, lines: [{ error: "authentication-failed" }] });
  expect(await third.command("chat.send", { text: "undisturbed" })).toMatchObject({ ok: true });
  expect(second.lines).not.toContainEqual(expect.objectContaining({ name: "Fourth" }));
});
