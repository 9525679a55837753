import { afterEach, expect, it } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { defaultModes } from "../../../shared/events/mode.ts";
import { createBenchTarget } from "../../support/bench-target.ts";
import { arrive, type TestSession, testSession, until } from "../../support/session.ts";
import { call } from "../../fuzz/attacks.ts";
import { knock, type Stranger } from "../../fuzz/stranger.ts";

let open: TestSession | undefined;
afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

/** So many people who may type, and what each is sent of the log, in the order in which it is sent. */
async function crowd(count: number) {
  const target = createBenchTarget({ echo: false });
  const mode = { ...defaultModes.interactive, max_participants: count };
  const test = await testSession({ target, mode });
  open = test;
  await arrive(test.owner);
  const link = await test.share({ grant: "interact", approval: false });
  const sent: { readonly to: number; readonly text: string }[] = [];
  const people: readonly Stranger[] = Array.from({ length: count }, (_, to) =>
    knock(test, link, {
      listen(lane, text) {
        if (lane !== "log") return;
        sent.push({ to, text });
        // At once: of two whose windows are full, whoever acknowledges first is rightly served first.
        queueMicrotask(() => people[to]?.acknowledge());
      },
    }),
  );
  await until("everybody having a screen", () => people.every((each) => each.shownBytes > 0));
  return { target, people, sent };
}

async function types(person: Stranger | undefined, id: number): Promise<void> {
  const isTaken = () => person?.heard.some((each) => each.t === "answer" && each.id === id && each.ok);
  person?.say("call", call(id, "input.key", { data: "x" }));
  await until("the key being taken", () => isTaken() === true);
}

it.each([
  ["a line", 1, 20],
  ["a flood", 12, 40_000],
])("[F2] whoever typed last is sent what comes before all others: %s", async (_what, times, length) => {
  const { target, people, sent } = await crowd(5);
  const authors = [3, 0, 4, 1, 2, 3];
  for (const [round, author] of authors.entries()) {
    await types(people[author], round + 1);
    const from = sent.length;
    const isLast = ({ text }: (typeof sent)[number]) => text.includes(`last-${round};`);
    for (let time = 0; time < times; time++) {
      target.say(utf8(`\r${"#".repeat(length)}\u001b[2J\u001b[H${round}-${time};`));
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    target.say(utf8(`last-${round};`));
    const reached = () =>
      new Set(
        sent
          .slice(from)
          .filter(isLast)
          .map(({ to }) => to),
      ).size;
    await until("everybody seeing the last", () => reached() === people.length);
    expect(sent.slice(from).find(isLast)?.to, `round ${round}`).toBe(author);
  }
});
