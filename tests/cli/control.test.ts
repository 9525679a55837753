import { expect, test } from "vitest";
import { installation, type JsonLine, seen, shownTo } from "../support/tandem.ts";

const interact = ["--grant", "interact", "--no-approve"] as const;

test("control is asked for, granted shorter, used, handed back, denied and queued by the words of the command line", async () => {
  const own = installation();
  const { id } = await own.start(["--", "bash", "--norc"]);
  const { url } = await own.share(id, ...interact);
  const mia = await own.join(url, "--name", "Mia");
  const ben = await own.join(url, "--name", "Ben");
  expect(await mia.command("input.key", { data: "echo early\r" })).toMatchObject({ code: "not-controller" });

  const reason = "Need to look at the log";
  expect(await mia.command("control.request", { minutes: 10, reason })).toMatchObject({
    ok: true,
    value: { request: 1, place: 1 },
  });
  expect(await ben.command("control.request", {})).toMatchObject({ value: { request: 2, place: 2 } });
  const waiting = await own.tell("queue", id, "--json");
  expect(waiting.lines).toMatchObject([
    { type: "control" },
    { type: "request", request: 1, place: 1, minutes: 10, reason },
    { type: "request", request: 2, place: 2 },
  ]);
  expect((await own.tell("control", "approve", id, "Mia", "--minutes", "3")).stdout).toBe("Granted.\n");
  expect(await ben.line({ type: "control.granted", via: "request", request: 1 })).toBeDefined();
  expect(await mia.command("input.key", { data: "echo from-$((20+3))\r" })).toMatchObject({ ok: true });
  await seen(ben, "from-23");
  expect((await own.tell("queue", id)).stdout).toMatch(
    /^Mia has control, 3 min left\.\nrequest +2 +Ben +10 min/,
  );

  expect(await mia.command("control.return", {})).toMatchObject({ ok: true });
  expect(await mia.command("input.key", { data: "late" })).toMatchObject({ code: "not-controller" });
  expect(await own.tell("control", "deny", id, "--request", "2", "--reason", "Not now")).toMatchObject({
    code: 0,
  });
  await ben.line({ type: "control.denied", request: 2, reason: "Not now" });
  expect(await ben.command("control.request", {})).toMatchObject({ ok: false, code: "asked-too-soon" });
  expect(shownTo(ben)).not.toContain("early");
});

test("control is offered with a reason and minutes, accepted, practised in a training session, and taken back", async () => {
  const own = installation();
  const { id } = await own.start([
    "--type",
    "training",
    "--topic",
    "Backups",
    "--level",
    "beginner",
    "--trainee",
    "Mia",
    "Ben",
    "--",
    "bash",
    "--norc",
  ]);
  const mia = await own.join((await own.share(id)).url, "--name", "Mia");
  expect(await mia.line({ type: "joined" })).toMatchObject({
    state: {
      sessionType: "training",
      training: { topic: "Backups", level: "beginner", trainees: ["Mia", "Ben"] },
    },
  });
  const offered = await own.tell(
    "transfer-control",
    id,
    "mia",
    "--minutes",
    "5",
    "--reason",
    "Your turn",
    "--practice",
    "--no-auto-return",
    "--json",
  );
  expect(offered.lines).toMatchObject([{ ok: true, offer: 1 }]);
  await mia.line({
    type: "control.offered",
    reason: "Your turn",
    practice: true,
    autoReturn: false,
    minutes: 5,
  });
  expect(await mia.command("control.accept", {})).toMatchObject({ ok: true });
  expect(await mia.command("input.key", { data: "echo practice-$((1+1))\r" })).toMatchObject({ ok: true });
  await seen(mia, "practice-2");
  expect((await own.tell("queue", id)).stdout).toBe("Mia has control (practice), 5 min left.\n");
  expect((await own.tell("control", "reclaim", id)).code).toBe(0);
  await mia.line({ type: "control.returned", why: "reclaimed", practice: true });
});

test("people are permitted, given a role, named as witness, removed with and without a way back, blocked and unblocked", async () => {
  const own = installation();
  const { id } = await own.start(["--mode", "interactive", "--target", "echo"]);
  const { url } = await own.share(id, "--no-approve");
  const mia = await own.join(url, "--name", "Mia");
  expect(await mia.command("input.key", { data: "x" })).toMatchObject({ code: "no-input-permission" });
  expect((await own.tell("permit", id, "Mia", "input=yes", "allow_chat=off")).stdout).toBe(
    "Changed for Mia.\n",
  );
  expect(await mia.command("input.key", { data: "may-now" })).toMatchObject({ ok: true });
  expect(await mia.command("chat.send", { text: "x" })).toMatchObject({ code: "no-chat-permission" });
  expect(await own.tell("permit", id, "Mia", "allow_flying=yes")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("There are: allow_control_request, allow_input"),
  });
  expect((await own.tell("role", id, "Mia", "mentor")).stdout).toBe("Mia is mentor now.\n");
  await mia.line({ type: "role.changed", role: "mentor" });
  expect((await own.tell("witness", id, "Mia")).code).toBe(0);
  expect((await own.tell("witness", id, "Mia", "--no-witness")).code).toBe(0);
  await mia.line({ type: "witness.named", witness: false });

  expect((await own.tell("kick", id, "Mia", "--rejoin", "--reason", "Try again")).stdout).toBe(
    "Mia was removed.\n",
  );
  expect((await mia.done).code).toBe(5);
  const again = await own.join(url, "--name", "Mia");
  expect((await own.tell("block", id, "Mia", "--reason", "Enough")).stdout).toBe("Mia was blocked.\n");
  expect((await again.done).code).toBe(5);
  const blocked = again.lines.find((line) => line["type"] === "status" && line["participant"] !== undefined);
  expect((await own.tell("unblock", id, String(blocked?.["participant"]))).code).toBe(0);
});

test("the session is paused, resumed, switched off and on for others, and its mode changed by name", async () => {
  const own = installation();
  const { id } = await own.start(["--mode", "interactive", "--target", "echo"]);
  const { url } = await own.share(id, ...interact);
  const mia = await own.join(url, "--name", "Mia");
  expect((await own.tell("pause", id)).code).toBe(0);
  await mia.line({ type: "session.paused" });
  expect(await mia.command("input.key", { data: "x" })).toMatchObject({ code: "paused" });
  expect((await own.tell("pause", id)).code).toBe(1);
  expect((await own.tell("resume", id)).code).toBe(0);
  expect(await mia.command("input.key", { data: "y" })).toMatchObject({ ok: true });

  const merged = await own.tell(
    "mode",
    id,
    "interactive",
    "--merge",
    "token",
    "--set",
    "token_release_seconds=60",
    "max_participants=3",
  );
  expect(merged.stdout).toBe("The mode is interactive.\n");
  expect(await mia.line({ type: "mode.changed" })).toMatchObject({
    mode: {
      input_merge_mode: "token",
      token_release_seconds: 60,
      max_participants: 3,
      activity_timeout_seconds: 300,
    },
  });
  expect(await mia.command("input.key", { data: "x" })).toMatchObject({ code: "not-token-holder" });
  const before = mia.lines.length;
  expect(
    (await own.tell("mode", id, "presenter", "--set", "initial_presenter=Mia", "owner_idle_minutes=never"))
      .code,
  ).toBe(0);
  await mia.line({ type: "mode.changed" }, before);
  expect(await mia.command("input.key", { data: "presents" })).toMatchObject({ ok: true });

  expect((await own.tell("sharing", id, "off")).code).toBe(0);
  expect((await mia.done).code).toBe(5);
  expect(mia.lines.at(-1)).toMatchObject({ reason: "sharing-off" });
  expect((await own.run("join", url, "--json", "--name", "Late")).code).toBe(3);
  expect((await own.tell("sharing", id, "maybe")).code).toBe(2);
  expect((await own.tell("sharing", id, "on")).code).toBe(0);
  await own.join(url, "--name", "Ben");
});

test("words that make no sense for a mode or a session are refused by name, before anything starts", async () => {
  const own = installation();
  const wrong: readonly (readonly [RegExp, ...string[]])[] = [
    [/Allowed choices are view_only, interactive, presenter/, "--mode", "anarchy"],
    [
      /--merge is for the mode interactive; presenter merges nothing\./,
      "--mode",
      "presenter",
      "--merge",
      "token",
    ],
    [
      /presenter has no setting "max_participants"\. It has: initial_presenter, /,
      "--set",
      "max_participants=3",
    ],
    [/max_viewers: /, "--set", "max_viewers=0"],
    [/"max_viewers" is not a setting\. Write it as name=value\./, "--set", "max_viewers"],
    [/belong to a session of the type training/, "--type", "standard", "--topic", "Backups"],
    [/Allowed choices are everything, screen, none/, "--scrollback", "some"],
    [/Allowed choices are watching, per-command/, "--four-eyes", "maybe"],
  ];
  for (const [sentence, ...words] of wrong) {
    const refused = await own.run("start", "--headless", ...words, "--target", "echo");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(sentence) });
  }
  expect((await own.tell("sessions")).code).toBe(4);
});

test("a session of four eyes takes nobody's input until a named witness is there", async () => {
  const own = installation();
  const { id } = await own.start(["--four-eyes", "--scrollback", "screen", "--target", "echo"]);
  const { url } = await own.share(id);
  expect(await own.tell("type", id, "alone")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Nobody types until a second person who was named as a witness is here"),
  });
  const mia = await own.join(url, "--name", "Mia");
  expect(await mia.line({ type: "joined" })).toMatchObject({
    state: { joinerScrollback: "screen", fourEyes: { required: true } },
  });
  expect((await own.tell("witness", id, "Mia")).code).toBe(0);
  expect(await own.tell("type", id, "together")).toMatchObject({ code: 0, stdout: "Typed.\n" });
  await seen(mia, "together");
  await mia.command("session.leave");
  await mia.done;
  expect((await own.tell("type", id, "alone again")).code).toBe(1);
});

test("proposals, questions, hands, bookmarks and annotations are written, listed and answered", async () => {
  const own = installation();
  const { id } = await own.start(["--", "bash", "--norc"]);
  const { url } = await own.share(id, ...interact);
  const mia = await own.join(url, "--name", "Mia");
  expect(await mia.command("proposal.make", { text: "echo proposed-$((40+2))" })).toMatchObject({
    value: { proposal: 1 },
  });
  await mia.command("proposal.make", { text: "rm -rf /" });
  await mia.command("question.ask", { text: "Why not?" });
  await mia.command("hand.raise", {});
  const listed = (await own.tell("queue", id)).stdout.split("\n");
  expect(listed.slice(1, -1).map((line) => line.replaceAll(/ +/g, " "))).toEqual([
    "proposal 1 Mia echo proposed-$((40+2))",
    "proposal 2 Mia rm -rf /",
    "question 1 Mia Why not?",
    "hand Mia is raised",
  ]);
  expect((await own.tell("proposal", "approve", id, "1")).stdout).toBe("Typed.\n");
  await seen(mia, "proposed-42");
  await mia.line({ type: "input.submitted", kind: "proposal" });
  expect((await own.tell("proposal", "reject", id, "2", "--reason", "Certainly not")).code).toBe(0);
  await mia.line({ type: "proposal.rejected", reason: "Certainly not" });
  expect((await own.tell("answer", id, "1", "Because it is gone then")).code).toBe(0);
  await mia.line({ type: "question.answered", text: "Because it is gone then" });
  expect((await own.tell("hand", "lower", id, "Mia")).code).toBe(0);
  expect((await own.tell("bookmark", id, "Before the change", "--category", "milestone")).stdout).toBe(
    "Bookmark 1 is set.\n",
  );
  expect(
    (await own.tell("annotate", id, "box", "--at", "1,1", "9,3", "--label", "Here", "--seconds", "forever"))
      .stdout,
  ).toBe("Annotation 1 is drawn.\n");
  expect(await mia.line({ type: "annotation.added" })).toMatchObject({
    shape: "box",
    label: "Here",
    untilMs: null,
  });
  expect((await own.tell("annotate", id, "box", "--at", "1,1")).code).toBe(2);
  expect((await own.tell("annotate", id, "text", "--at", "500,1")).code).toBe(1);
  const notes = (await own.tell("notes", id)).stdout.split("\n").slice(1, -1);
  expect(notes.map((line) => line.replaceAll(/ +/g, " ").replace(/ \d\d:\d\d:\d\d /, " "))).toEqual([
    "proposal 1 Mia approved echo proposed-$((40+2))",
    "proposal 2 Mia rejected rm -rf / · Certainly not",
    expect.stringMatching(/^question 1 Mia answered Why not\? · .*: Because it is gone then$/),
    expect.stringMatching(/^bookmark 1 .* milestone Before the change$/),
    expect.stringMatching(/^annotation 1 .* box Here$/),
  ]);
  expect((await own.tell("clear-annotations", id, "all")).code).toBe(0);
  expect((await own.tell("remove-bookmark", id, "1")).code).toBe(0);
  expect(await own.tell("remove-bookmark", id, "1", "--json")).toMatchObject({
    code: 1,
    lines: [{ error: "no-such-bookmark", message: "There is no such bookmark." }],
  });
});

test("in join --json every command of the table passes by its name, and is judged by the host", async () => {
  const own = installation();
  const { id } = await own.start(["--mode", "interactive", "--merge", "queued", "--", "bash", "--norc"]);
  const { url } = await own.share(id, ...interact);
  const mia = await own.join(url, "--name", "Mia");
  const given: readonly (readonly [string, JsonLine, JsonLine])[] = [
    ["line.submit", { text: "echo line-$((30+3))" }, { ok: true, value: { line: 1 } }],
    ["line.cancel", { line: 99 }, { code: "no-such-line" }],
    ["line.clear", {}, { code: "owner-does-this" }],
    ["control.request", {}, { code: "control-not-used" }],
    ["question.ask", { text: "Who?" }, { ok: true }],
    [
      "annotation.add",
      {
        shape: "box",
        where: {
          unit: "cells",
          points: [
            { line: 0, col: 0 },
            { line: 1, col: 9 },
          ],
        },
      },
      { ok: true },
    ],
    ["annotation.add", { shape: "box", where: { unit: "miles", points: [] } }, { code: "malformed" }],
    ["bookmark.add", { label: "Now" }, { ok: true }],
    ["hand.raise", {}, { ok: true }],
    ["presence.active", {}, { ok: true }],
    ["presence.view", { inView: true }, { ok: true }],
    ["mode.set", { mode: { name: "view_only" } }, { code: "owner-does-this" }],
    ["session.pause", {}, { code: "owner-does-this" }],
    ["participant.block", { participant: "PAR-AAAAAAAA" }, { code: "owner-does-this" }],
    ["clock.tick", {}, { code: "unknown-command" }],
  ];
  for (const [name, input, answer] of given) {
    expect([name, await mia.command(name, input)]).toMatchObject([name, answer]);
  }
  await seen(mia, "line-33");
});

test("a command that has no words of its own is given by its name, with its input as JSON", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo"]);
  const mia = await own.join((await own.share(id)).url, "--name", "Mia");
  expect(await own.tell("command", id, "input.key", '{"data":"by-name"}')).toMatchObject({ code: 0 });
  await seen(mia, "by-name");
  expect((await own.tell("command", id, "input.key", "{")).code).toBe(2);
  expect(await own.tell("command", id, "clock.tick", "--json")).toMatchObject({
    code: 1,
    lines: [{ error: "unknown-command" }],
  });
});

test("explain says what somebody may do, by which rule, and what a command would meet just now", async () => {
  const own = installation();
  const { id } = await own.start(["--target", "echo"]);
  const { url } = await own.share(id);
  await own.join(url, "--name", "Mia");
  const all = await own.tell("explain", id, "Mia", "--json");
  expect(all.lines).toContainEqual(
    expect.objectContaining({
      name: "Mia",
      capability: "input",
      decision: "deny",
      rule: "no-input-permission",
    }),
  );
  expect(all.lines).toContainEqual(
    expect.objectContaining({ capability: "ask", decision: "allow", rule: "permission-allows" }),
  );
  expect((await own.tell("explain", id, "Mia", "control.request")).stdout).toMatch(
    /may +Ask for control \(control\.request\) +permission-allows/,
  );
  expect((await own.tell("explain", id, "Mia", "control.return")).stdout).toMatch(
    /not now +Hand control back \(control\.return\) +not-controller +Somebody else has control\./,
  );
  expect((await own.tell("explain", id, "Mia", "control.transfer")).stdout).toMatch(
    /not now +Hand control to somebody \(control\.transfer\) +not-controller /,
  );
  const owner = (await own.tell("participants", id, "--json")).lines.find(({ role }) => role === "owner");
  const asOwner = (...words: string[]) => own.tell("explain", id, String(owner?.["id"]), ...words);
  expect((await asOwner("control.transfer", '{"to":"Mia"}', "--json")).lines).toMatchObject([
    { decision: "allow", input: { to: expect.stringMatching(/^PAR-/) } },
  ]);
  expect((await asOwner("control.transfer", '{"to":"Mia","minutes":999}')).stdout).toMatch(
    /not now .* malformed /,
  );
  expect((await own.tell("explain", id, "Mia", "control.transfer", "{")).code).toBe(2);
  expect((await own.tell("explain", id, "Mia", "kick")).stderr).toContain('There is no action "kick".');
  const asks = own.spawn(["join", (await own.share(id, "--approve")).url, "--json", "--name", "Ben"]);
  await asks.line({ type: "status", status: "waiting" });
  expect((await own.tell("explain", id, "Ben", "watch", "--json")).lines).toMatchObject([
    { decision: "deny", rule: "not-in-session" },
  ]);
});
