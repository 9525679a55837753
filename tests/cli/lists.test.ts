import { expect, test } from "vitest";
import { installation } from "../support/tandem.ts";

/** Printed columns without how wide they are, and times of day. */
function tidy(text: string): readonly string[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.replaceAll(/ +/g, " ").replaceAll(/\d\d:\d\d:\d\d/g, "TIME"));
}

test("chat without a text prints what was written so far, with times and names, and as one object a line", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo"]);
  expect((await own.run("chat", id)).stdout).toBe("Nobody has written anything.\n");
  expect(await own.run("chat", id, "--json")).toMatchObject({ code: 0, stdout: "" });
  const mia = await own.join((await own.share(id)).url, "--name", "Mia");
  await mia.command("chat.send", { text: "Hello\nthere" });
  expect((await own.run("chat", id, "Hello @Mia")).stdout).toBe("Sent.\n");
  const printed = tidy((await own.run("chat", id)).stdout);
  expect(printed).toEqual(["TIME Mia: Hello␊there", expect.stringMatching(/^TIME .*: Hello @Mia$/)]);
  expect((await own.run("chat", id, "--json")).lines).toMatchObject([
    {
      name: "Mia",
      text: "Hello\nthere",
      mentions: [],
      at: expect.stringMatching(/^20/),
      seq: expect.any(Number),
    },
    { text: "Hello @Mia", mentions: [expect.stringMatching(/^PAR-/)] },
  ]);
  expect((await own.run("chat", id, "")).code).toBe(1);
});

test("each kind of what people leave beside the screen has a list of its own", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo"]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const mia = await own.join(url, "--name", "Mia");
  expect((await own.run("proposals", id)).stdout).toBe("There are no proposals.\n");
  await mia.command("proposal.make", { text: "ls" });
  await mia.command("question.ask", { text: "Why?" });
  await mia.command("bookmark.add", { label: "Here", category: "problem", notes: "It hangs" });
  await own.run("answer", id, "1", "Because");
  await own.run("annotate", id, "text", "--at", "1,1", "--label", "Look");
  const list = async (word: string) => tidy((await own.run(word, id)).stdout).slice(1);
  expect(await list("proposals")).toEqual(["proposal 1 Mia TIME open ls"]);
  expect(await list("questions")).toEqual([
    expect.stringMatching(/^question 1 Mia TIME answered Why\? · .*: Because$/),
  ]);
  expect(await list("bookmarks")).toEqual(["bookmark 1 Mia TIME problem Here · It hangs"]);
  expect(await list("annotations")).toEqual([expect.stringMatching(/^annotation 1 .* TIME text Look$/)]);
  expect(await list("notes")).toHaveLength(4);
  expect((await own.run("questions", id, "--json")).lines).toMatchObject([
    { type: "question", question: 1, answers: [{ text: "Because" }] },
  ]);
});

test("state prints the whole state, as programs that join get it", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo", "--title", "Prod"]);
  const state = { id, title: "Prod", control: { queue: [] }, phase: { name: "running" } };
  expect((await own.run("state", id)).lines).toMatchObject([state]);
  expect((await own.run("state", id, "--json")).lines).toMatchObject([state]);
});
