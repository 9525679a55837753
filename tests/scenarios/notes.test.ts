import { afterEach, describe, expect, it } from "vitest";
import type { TestSessionOptions } from "../support/session.ts";
import { setStage, type Stage } from "./stage.ts";

let open: Stage | undefined;
async function begin(options: TestSessionOptions = {}) {
  open = await setStage(options);
  const [ana, bo] = [await open.enter("Ana"), await open.enter("Bo")];
  return { ...open, ana, bo };
}
afterEach(async () => {
  await open?.test.dispose();
  open = undefined;
});

const ok = { ok: true };

const huge = "x".repeat(10 * 1024 * 1024);
const odd = ["", "   ", "\u0000", "\u001b[2J", "\u202eevil", "\ud800", "\u0007bell"];

describe("[M11] notes", () => {
  it("questions are asked, answered by those who teach, and closed by whoever asked", async () => {
    const { owner, ana, bo, until } = await begin();
    expect(await ana.say("question.ask", { text: "Why is it full?" })).toMatchObject({
      value: { question: 1 },
    });
    await bo.say("question.ask", { text: "And now?" });
    expect(await bo.say("question.answer", { question: 1, text: "So." })).toMatchObject({
      code: "owner-does-this",
    });
    expect(await owner.say("question.answer", { question: 1, text: "Logs." })).toMatchObject(ok);
    expect(await ana.say("question.close", { question: 2 })).toMatchObject({ code: "not-yours" });
    expect(await bo.say("question.close", { question: 2 })).toMatchObject(ok);
    expect(await owner.say("question.answer", { question: 2, text: "Late." })).toMatchObject({
      code: "no-such-question",
    });
    await until("it being seen", () => ana.peer.client.state?.questions[1]?.status === "closed");
    expect(ana.peer.client.state?.questions[0]).toMatchObject({
      status: "answered",
      name: "Ana",
      answers: [{ by: owner.id, text: "Logs.", name: "Olga" }],
    });
  });

  it("a hand is raised once, and lowered by its owner or the session's", async () => {
    const { owner, ana, bo, test } = await begin();
    expect(await ana.say("hand.raise", {})).toMatchObject(ok);
    expect(await ana.say("hand.raise", {})).toMatchObject({ code: "nothing-changes" });
    expect(await bo.say("hand.lower", { participant: ana.id })).toMatchObject({ code: "not-yours" });
    expect(await owner.say("hand.lower", { participant: ana.id })).toMatchObject(ok);
    expect(test.session.state.participants[ana.id]?.handRaisedAtMs).toBeUndefined();
  });

  it("an annotation is everybody's to see, at the same cells from cells and from pixels, and goes with its time", async () => {
    const { owner, ana, bo, until, wait, test } = await begin();
    const box = { shape: "box", seconds: 10, label: "Look" } as const;
    await ana.say("annotation.add", {
      ...box,
      where: {
        unit: "cells",
        points: [
          { line: 2, col: 4 },
          { line: 3, col: 8.5 },
        ],
      },
    });
    await bo.say("annotation.add", {
      ...box,
      where: {
        unit: "pixels",
        width: 800,
        height: 480,
        points: [
          { x: 40, y: 40 },
          { x: 85, y: 60 },
        ],
      },
    });
    await until("both being seen", () => owner.peer.client.state?.annotations.length === 2);
    const [cells, pixels] = owner.peer.client.state?.annotations ?? [];
    expect(cells?.points).toEqual([
      { line: 2, col: 4 },
      { line: 3, col: 8.5 },
    ]);
    expect(pixels?.points).toEqual(cells?.points);
    expect(cells).toMatchObject({ name: "Ana", participant: ana.id, buffer: "main" });
    await wait(11);
    await ana.say("annotation.add", {
      shape: "warning",
      seconds: null,
      where: { unit: "cells", points: [{ line: 0, col: 0 }] },
    });
    expect(test.session.state.annotations).toMatchObject([
      { shape: "warning", colour: "red", untilMs: null },
    ]);
  });

  it("everybody clears their own; one of another's, and all of them, only the owner", async () => {
    const { owner, ana, bo, test } = await begin();
    const at = { unit: "cells" as const, points: [{ line: 1, col: 1 }] };
    for (const who of [ana, ana, bo]) await who.say("annotation.add", { shape: "circle", where: at });
    expect(await bo.say("annotation.clear", { which: 1 })).toMatchObject({ code: "not-yours" });
    expect(await bo.say("annotation.clear", { which: "all" })).toMatchObject({ code: "owner-does-this" });
    expect(await ana.say("annotation.clear", {})).toMatchObject(ok);
    expect(test.session.state.annotations).toMatchObject([{ participant: bo.id }]);
    expect(await owner.say("annotation.clear", { which: "all" })).toMatchObject(ok);
    expect(await owner.say("annotation.clear", { which: "all" })).toMatchObject({
      code: "no-such-annotation",
    });
  });

  it("a bookmark stands at its place in the session, and is removed by its author or the owner", async () => {
    const { owner, ana, bo, wait, test } = await begin();
    await wait(90);
    expect(await ana.say("bookmark.add", { label: "It fails", category: "problem" })).toMatchObject(ok);
    const offsetMs = test.session.state.bookmarks[0]?.offsetMs ?? 0;
    expect(offsetMs).toBeGreaterThanOrEqual(90_000);
    expect(offsetMs).toBeLessThan(100_000);
    expect(await bo.say("bookmark.remove", { bookmark: 1 })).toMatchObject({ code: "not-yours" });
    expect(await owner.say("bookmark.remove", { bookmark: 1 })).toMatchObject(ok);
    expect(test.session.state.bookmarks).toEqual([]);
  });

  it("a mention names whoever is meant by their whole name, and them alone", async () => {
    const { owner, ana, enter, until } = await begin();
    const anabel = await enter("Anabel");
    await owner.say("chat.send", { text: "@Anabel look; and you, @ana!" });
    await owner.say("chat.send", { text: "mail me: olga@bo-tel.example" });
    await until("it being seen", () => ana.peer.client.state?.chat.length === 2);
    const [first, second] = ana.peer.client.state?.chat ?? [];
    expect([...(first?.mentions ?? [])].sort()).toEqual([ana.id, anabel.id].sort());
    expect(second?.mentions).toEqual([]);
    const lee = await enter("Ana Lee");
    await owner.say("chat.send", { text: "@Ana Lee, not you" });
    await until("it being seen", () => ana.peer.client.state?.chat.length === 3);
    expect(ana.peer.client.state?.chat.at(-1)?.mentions).toEqual([lee.id]);
  });
});

describe("[M12] bad input", () => {
  const at = { unit: "cells", points: [{ line: 1, col: 1 }] };
  it.each([
    [
      "annotation.add",
      { shape: "box", where: { unit: "cells", points: [{ line: 1, col: 81 }] } },
      "outside-screen",
    ],
    [
      "annotation.add",
      { shape: "box", where: { unit: "cells", points: [{ line: 9_999, col: 1 }] } },
      "outside-screen",
    ],
    [
      "annotation.add",
      { shape: "box", where: { unit: "cells", points: [{ line: -1, col: 1 }] } },
      "malformed",
    ],
    [
      "annotation.add",
      { shape: "box", where: { unit: "cells", buffer: "alternate", points: [{ line: 25, col: 1 }] } },
      "outside-screen",
    ],
    [
      "annotation.add",
      { shape: "box", where: { unit: "pixels", width: 800, height: 480, points: [{ x: 801, y: 1 }] } },
      "outside-screen",
    ],
    ["annotation.add", { shape: "box", where: { unit: "cells", points: [] } }, "malformed"],
    [
      "annotation.add",
      {
        shape: "freehand",
        where: { unit: "cells", points: Array.from({ length: 201 }, () => ({ line: 1, col: 1 })) },
      },
      "malformed",
    ],
    ["annotation.add", { shape: "box", seconds: 0, where: at }, "malformed"],
    ["annotation.add", { shape: "box", seconds: -5, where: at }, "malformed"],
    ["annotation.add", { shape: "box", seconds: 3_601, where: at }, "malformed"],
    ["annotation.add", { shape: "swirl", where: at }, "malformed"],
    ["annotation.clear", { which: 7 }, "no-such-annotation"],
    ["bookmark.add", { label: "here", line: 1_000_000 }, "outside-screen"],
    ["bookmark.add", { label: "here", category: "party" }, "malformed"],
    ["bookmark.remove", { bookmark: 3 }, "no-such-bookmark"],
    ["question.answer", { question: 3, text: "so" }, "no-such-question"],
    ["question.close", { question: 0 }, "malformed"],
    ["hand.lower", {}, "nothing-changes"],
    ["control.request", {}, "control-not-used"],
    ["line.submit", { text: "ls" }, "not-queued"],
    ["no.such.command", {}, "unknown-command"],
  ])("%s %j is refused with %s and a sentence", async (name, input, code) => {
    const { owner, test, target } = await begin();
    const before = test.session.state.seq;
    const answer = await owner.sayAnything(name, input);
    expect(answer).toMatchObject({ ok: false, code, message: expect.stringMatching(/^[A-Z].+/) });
    expect(test.session.state.seq - before).toBeLessThanOrEqual(1);
    expect(target.received).toEqual([]);
  });

  it.each([
    ["chat.send", (text: string) => ({ text })],
    ["question.ask", (text: string) => ({ text })],
    ["bookmark.add", (label: string) => ({ label })],
    ["bookmark.add", (notes: string) => ({ label: "here", notes })],
    ["annotation.add", (label: string) => ({ shape: "text", label, where: at })],
  ])("as text of %s is refused, what is readable is kept, and the session goes on", async (name, inputOf) => {
    const { owner, ana, test } = await begin();
    for (const text of [...odd, "x".repeat(4_001)]) {
      expect(await ana.sayAnything(name, inputOf(text)), JSON.stringify(text)).toMatchObject({
        code: "malformed",
      });
    }
    expect(await ana.sayAnything(name, inputOf("naïve 日本語 👩‍💻"))).toMatchObject(ok);
    const { chat, questions, bookmarks, annotations } = test.session.state;
    expect(chat.length + questions.length + bookmarks.length + annotations.length).toBe(1);
    expect(await owner.type("o")).toMatchObject(ok);
  });

  it("of 10 MB is refused at the host's own door, of what a line carries over it, and nothing is lost", async () => {
    const { owner, ana, test } = await begin();
    const answer = await test.session.callAsOwner("chat.send", { text: huge });
    expect(answer).toMatchObject({ ok: false, code: "malformed" });
    expect(await ana.say("chat.send", { text: huge.slice(0, 120_000) })).toMatchObject({ code: "malformed" });
    expect(await owner.say("chat.send", { text: "all is well" })).toMatchObject(ok);
    expect(await ana.say("chat.send", { text: "indeed" })).toMatchObject(ok);
    expect(test.session.state.chat.map(({ text }) => text)).toEqual(["all is well", "indeed"]);
  });
});
