import { afterEach, describe, expect, it } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { parseLine } from "../../../shared/log/line.ts";
import { createBenchTarget } from "../../support/bench-target.ts";
import { arrive, arriveAs, type TestSession, testSession, until } from "../../support/session.ts";

let open: TestSession | undefined;
afterEach(async () => {
  await open?.dispose();
  open = undefined;
});

/** The log's words in their order: output as its text, everything else by its type. */
function story(lines: readonly Uint8Array[]): readonly string[] {
  return lines.slice(1).map((line) => {
    const parsed = parseLine(new TextDecoder().decode(line));
    if (!parsed.ok) throw new Error(parsed.error);
    const { code, data } = parsed.value;
    if (code === "o") return `output ${data}`;
    return code === "t" ? (/"type":"([^"]+)"/.exec(data)?.[1] ?? "?") : code;
  });
}

describe("a target", () => {
  it("[T1] that dies at once ends the session, with its last words in the log before its end", async () => {
    open = await testSession();
    const { owner, session, target, lines } = open;
    target.handle({ type: "write", data: "last words\x04" });
    await until("the end", () => session.over);
    expect(session.state.phase).toMatchObject({ name: "ended", why: "target-exited", exitCode: 0 });
    const told = story(lines);
    expect(told.slice(told.indexOf("output last words"))).toEqual([
      "output last words",
      "x",
      "session.ended",
      "checkpoint",
    ]);
    await until("the owner being told", () => owner.client.status.name === "over");
    expect(owner.client.status).toMatchObject({ closing: { reason: "ended" } });
    expect(owner.shown()).toContain("last words");
    expect(owner.client.state?.phase).toMatchObject({ why: "target-exited" });
  });

  it("that could not be started ends the session with the reason in a sealed log", async () => {
    open = await testSession();
    const { session, lines } = open;
    session.targetFailed("bash was not found.");
    await until("the end", () => session.over);
    expect(session.state.phase).toMatchObject({ why: "target-failed", message: "bash was not found." });
    expect(story(lines).at(-1)).toBe("checkpoint");
  });

  it("[F5, P2] that does not read is handed what the log says was typed, once it reads again, and nothing else", async () => {
    const target = createBenchTarget();
    open = await testSession({ target });
    const { owner, lines } = open;
    await arrive(owner);
    target.deaf = true;
    expect(await owner.client.call("input.key", { data: "a" })).toMatchObject({ ok: true });
    expect(await owner.client.call("input.key", { data: "b" })).toMatchObject({ code: "target-busy" });
    expect(await owner.client.call("input.paste", { text: "c" })).toMatchObject({ code: "target-busy" });
    target.deaf = false;
    await until("what waited being written", () => target.received.length > 0);
    expect(await owner.client.call("input.key", { data: "d" })).toMatchObject({ ok: true });
    expect(target.received).toEqual(["a", "d"]);
    expect(story(lines).filter((word) => word === "input.submitted")).toHaveLength(2);
  });

  it("is resized by the owner alone, after the log says so", async () => {
    const target = createBenchTarget();
    open = await testSession({ target });
    const { owner, share, join } = open;
    await arrive(owner);
    const guest = join(await share({ grant: "interact", approval: false }));
    await arrive(guest);
    expect(await guest.client.call("session.resize", { cols: 20, rows: 5 })).toMatchObject({
      code: "owner-does-this",
    });
    await owner.client.call("session.resize", { cols: 100, rows: 40 });
    await owner.client.call("session.resize", { cols: 100, rows: 40 });
    expect(target.sizes).toEqual([{ cols: 100, rows: 40 }]);
    await until("the guest following", () => guest.client.state?.size.cols === 100);
  });
});

describe("[P6] output before something is taken away", () => {
  it("stands before it in the log, and whoever is removed gets nothing that came after", async () => {
    const target = createBenchTarget({ echo: false });
    open = await testSession({ target });
    const { owner, share, join, session, lines } = open;
    await arrive(owner);
    const guest = join(await share());
    const participant = await arriveAs(guest);
    await until("the guest having a screen", () => guest.screens() > 0);
    target.say(utf8("one "));
    target.say(utf8("two "));
    void session.callAsOwner("participant.remove", { participant });
    target.say(utf8("three"));
    await until("everybody else seeing all of it", () => owner.shown().includes("three"));
    const told = story(lines);
    const text = (from: number, to: number) =>
      told
        .slice(from, to)
        .filter((word) => word.startsWith("output "))
        .map((word) => word.slice(7))
        .join("");
    const removal = told.indexOf("participant.removed");
    expect([text(0, removal), text(removal, told.length)]).toEqual(["one two ", "three"]);
    await until("being out", () => guest.client.status.name === "over");
    expect(guest.shown()).not.toContain("three");
    expect(guest.client.status).toMatchObject({ closing: { reason: "removed" } });
  });
});
