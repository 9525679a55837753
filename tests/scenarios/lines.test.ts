import { afterEach, describe, expect, it } from "vitest";
import { defaultModes } from "../../shared/events/mode.ts";
import { setStage, type Stage } from "./stage.ts";

const mode = { ...defaultModes.interactive, input_merge_mode: "queued" } as const;

let open: Stage | undefined;
/** On a target that tells nothing of its commands: a line is over after 300 ms of silence. */
async function begin() {
  open = await setStage({ mode });
  const [ana, bo] = [await open.enter("Ana"), await open.enter("Bo")];
  return { ...open, ana, bo };
}
afterEach(async () => {
  await open?.test.dispose();
  open = undefined;
});

const ok = { ok: true };

describe("[M5] the queue of lines", () => {
  it("runs whole lines one after another, in the order of their Enter, each as its author's", async () => {
    const { owner, ana, bo, target, until, happened, test } = await begin();
    expect(await ana.say("line.submit", { text: "ls -la" })).toMatchObject(ok);
    expect(await bo.say("line.submit", { text: "cd /etc" })).toMatchObject({ value: { line: 2 } });
    await owner.say("line.submit", { text: "pwd" });
    expect(target.received).toEqual(["ls -la\r"]);
    expect(test.session.state.lines.queue.map(({ text }) => text)).toEqual(["cd /etc", "pwd"]);
    expect(await ana.type("raw")).toMatchObject({ code: "lines-only" });
    await until("all of them being done", () => happened("line.finished").length === 3);
    expect(target.received).toEqual(["ls -la\r", "cd /etc\r", "pwd\r"]);
    expect(happened("input.submitted").map(({ participant }) => participant)).toEqual([
      ana.id,
      bo.id,
      owner.id,
    ]);
    expect(happened("line.finished").every(({ how }) => how === "silence")).toBe(true);
  });

  it("is the owner's to reorder and clear, and everybody's to take their own out of", async () => {
    const { owner, ana, bo, until, target, happened } = await begin();
    for (const text of ["1", "2", "3", "4"]) await ana.say("line.submit", { text });
    expect(await bo.say("line.cancel", { line: 2 })).toMatchObject({ code: "not-your-line" });
    expect(await bo.say("line.jump", { line: 4 })).toMatchObject({ code: "owner-does-this" });
    expect(await ana.say("line.cancel", { line: 2 })).toMatchObject(ok);
    expect(await owner.say("line.jump", { line: 4 })).toMatchObject(ok);
    await until("two being done", () => happened("line.finished").length >= 2);
    expect(target.received.slice(0, 2)).toEqual(["1\r", "4\r"]);
    await ana.say("line.submit", { text: "5" });
    await ana.say("line.submit", { text: "6" });
    expect(await owner.say("line.clear", {})).toMatchObject(ok);
    expect(await owner.say("line.clear", {})).toMatchObject({ code: "nothing-changes" });
  });

  it("goes on without the lines of somebody who may not type any more, or has left", async () => {
    const { owner, ana, bo, until, target, happened } = await begin();
    await owner.say("line.submit", { text: "first" });
    for (const text of ["a1", "a2"]) await ana.say("line.submit", { text });
    await bo.say("line.submit", { text: "b1" });
    await owner.say("line.submit", { text: "last" });
    await owner.say("participant.permit", { participant: ana.id, allow_input: false });
    await owner.say("participant.remove", { participant: bo.id });
    await until("the rest being done", () => happened("line.finished").length === 2);
    expect(target.received).toEqual(["first\r", "last\r"]);
    expect(happened("line.removed").map(({ why }) => why)).toEqual([
      "not-permitted",
      "not-permitted",
      "gone",
    ]);
  });

  it("goes on once the target takes input again, with nobody doing anything", async () => {
    const { owner, target, until, happened } = await begin();
    target.deaf = true;
    await owner.say("line.submit", { text: "one" });
    await owner.say("line.submit", { text: "two" });
    await until("the first being given up on", () => happened("line.finished").length === 1);
    expect(happened("line.started")).toHaveLength(1);
    target.deaf = false;
    await until("the second being run", () => happened("line.started").length === 2);
    expect(target.received.join("")).toContain("two\r");
  });

  it("is bounded by person, and a line is one line of known characters", async () => {
    const { ana, test } = await begin();
    for (const text of ["", "a\nb", "a\u0003", "\u001b[A", "x".repeat(4_001)]) {
      expect(await ana.say("line.submit", { text })).toMatchObject({ code: "malformed" });
    }
    // In one go, so that none of them is done meanwhile; the first of them runs.
    const codes: string[] = [];
    for (let i = 0; i < 25; i++) {
      const answer = await test.session.callAsOwner("line.submit", { text: `${i}` });
      codes.push(answer.ok ? "ok" : answer.code);
    }
    expect(codes).toEqual([...Array<string>(21).fill("ok"), ...Array<string>(4).fill("queue-full")]);
    expect(await ana.say("line.submit", { text: "Ana still may" })).toMatchObject(ok);
  });

  it("is gone with its mode", async () => {
    const { owner, ana, test, happened } = await begin();
    for (const text of ["1", "2"]) await ana.say("line.submit", { text });
    await owner.say("mode.set", { mode: { name: "presenter" } });
    expect(test.session.state.lines.queue).toEqual([]);
    expect(happened("line.removed")).toMatchObject([{ why: "mode-changed" }]);
    expect(await ana.say("line.submit", { text: "3" })).toMatchObject({ code: "not-queued" });
  });
});
