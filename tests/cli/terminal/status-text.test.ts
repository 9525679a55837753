import { expect, test } from "vitest";
import { clockOf } from "../../../electron/cli/terminal/clock-text.ts";
import { idleText, warnsAtMs } from "../../../electron/cli/terminal/idle-text.ts";
import { newsOf } from "../../../electron/cli/terminal/news.ts";
import { countsDown, queuesLines, statusText } from "../../../electron/cli/terminal/status-text.ts";
import { defaultModes } from "../../../shared/events/mode.ts";
import type { SessionEvent } from "../../../shared/events/table.ts";
import { after, ben, mia, owner, queued, runningLine, sessionState, startedAtMs } from "./session-state.ts";

const started = sessionState();
const grantedToMia: SessionEvent = {
  type: "control.granted",
  to: mia,
  from: owner,
  by: owner,
  via: "transfer",
  untilMs: startedAtMs + 187_000,
  autoReturn: true,
  practice: false,
};
const asksBen: SessionEvent = { type: "control.requested", request: 1, participant: ben, minutes: 10 };

test("the bar tells everybody who has control and for how long, and each what they may do", () => {
  const state = after(started, asksBen, grantedToMia);
  const at = (id: typeof mia) => statusText(state, id, startedAtMs);
  expect(at(mia)).toBe("Prod · 3 here · you have control, 3:07 left · recorded");
  expect(at(ben)).toBe("Prod · 3 here · Mia has control, 3:07 left · asked: place 1 of 1 · recorded");
  expect(at(owner)).toBe("Prod · 3 here · Mia has control, 3:07 left · 1 asking for it · recorded");
  expect(countsDown(state)).toBe(true);
  expect(countsDown(started)).toBe(false);
});

test("a name cannot command the terminal it is shown on", () => {
  const state = { ...started, title: "Pr\u001b[2Jod" };
  expect(statusText(state, owner, startedAtMs)).toBe(
    "Prod · 3 here · you have control · recorded".replace("Prod", "Pr␛[2Jod"),
  );
});

test("time that is left is rounded up to the second, and never below nothing", () => {
  expect([clockOf(187_000), clockOf(186_001), clockOf(59_999), clockOf(1), clockOf(0), clockOf(-5)]).toEqual([
    "3:07",
    "3:07",
    "1:00",
    "0:01",
    "0:00",
    "0:00",
  ]);
});

test("a pause, a missing witness, sharing that is off and a recording that fails are all said", () => {
  const state = after(
    started,
    { type: "session.paused", by: owner },
    { type: "four_eyes.required", by: owner, perCommand: false },
    { type: "sharing.switched", by: owner, on: false },
    { type: "recording.failed", message: "The disk is full." },
  );
  expect(statusText(state, owner, startedAtMs)).toMatch(
    /PAUSED · no witness here · sharing is off · RECORDING FAILED$/,
  );
});

test("lines are gathered where the session queues them, and not by whoever types raw", () => {
  const state = after(started, { type: "mode.changed", by: owner, mode: queued });
  expect([queuesLines(started, mia), queuesLines(state, mia), queuesLines(state, owner)]).toEqual([
    false,
    true,
    true,
  ]);
  expect(statusText(state, mia, startedAtMs)).toContain("you may queue lines");
  const open = after(state, { type: "line.opened", participant: mia });
  expect(queuesLines(open, mia)).toBe(false);
  expect(statusText(open, mia, startedAtMs)).toContain("you type raw");
});

const offered: SessionEvent = {
  type: "control.offered",
  offer: 1,
  to: mia,
  by: owner,
  awaits: "recipient",
  untilMs: startedAtMs + 45_000,
  minutes: 10,
  autoReturn: true,
  practice: false,
};

test("whoever asked is told their place among all who ask, and an offer how long it stands", () => {
  const asksMia: SessionEvent = { type: "control.requested", request: 2, participant: mia, minutes: 5 };
  expect(statusText(after(started, asksBen, asksMia), mia, startedAtMs)).toBe(
    "Prod · 3 here · Olga has control · asked: place 2 of 2 · recorded",
  );
  const state = after(started, offered);
  expect(statusText(state, mia, startedAtMs)).toContain("offered to you: 45 s (Ctrl-] y takes it)");
  expect(statusText(state, mia, startedAtMs + 30_000)).toContain("offered to you: 15 s");
  expect(statusText(state, owner, startedAtMs)).toContain("you have control · offered to Mia: 45 s");
  expect(statusText(state, ben, startedAtMs)).not.toContain("offered");
  expect(countsDown(state)).toBe(true);
});

test("a line whose end is a guess says so: without shell integration, and over ssh by whatever sign but the shell's", () => {
  const says = (kind: "shell" | "ssh", completion: "integration" | "process" | "silence") =>
    statusText(
      after(sessionState({ target: { kind, label: "x" }, mode: queued }), ...runningLine(mia), {
        type: "line.completion_changed",
        completion,
      }),
      mia,
      startedAtMs,
    ).includes("a line runs, when it ends is a guess");
  expect([says("shell", "integration"), says("shell", "process"), says("shell", "silence")]).toEqual([
    false,
    false,
    true,
  ]);
  expect([says("ssh", "integration"), says("ssh", "process"), says("ssh", "silence")]).toEqual([
    false,
    true,
    true,
  ]);
});

test("a line that has run for more than twenty seconds is called stuck to each with what they can do about it", () => {
  const state = after(
    sessionState({ mode: queued }),
    ...runningLine(mia),
    { type: "line.queued", line: 2, participant: ben, text: "ls" },
    { type: "line.completion_changed", completion: "integration" },
  );
  const at = (id: typeof mia, ms: number) => statusText(state, id, startedAtMs + ms).split(" · ")[2];
  expect(at(mia, 20_000)).toBe("a line runs, 1 waiting");
  expect(at(mia, 21_000)).toBe("a line still runs, 0:21, 1 waiting (Ctrl-] k interrupts it)");
  expect(at(ben, 65_000)).toBe("a line still runs, 1:05, 1 waiting");
  expect(at(owner, 65_000)).toBe(
    "a line still runs, 1:05, 1 waiting (Ctrl-] k interrupts it, l waits no longer)",
  );
  expect(countsDown(state)).toBe(true);
});

test("where the mode does not show who has control, the bar and the news name them to the owner and to themselves only", () => {
  const mode = { ...defaultModes.presenter, presenter_indicator: false };
  const state = after(sessionState({ mode }), grantedToMia);
  const bar = (id: typeof mia) => statusText(state, id, startedAtMs);
  expect(bar(owner)).toContain("Mia has control, 3:07 left");
  expect(bar(mia)).toContain("you have control, 3:07 left");
  expect(bar(ben)).toBe("Prod · 3 here · somebody has control · you can ask for control · recorded");
  expect(statusText(sessionState({ mode }), ben, startedAtMs)).toContain("somebody has control");
  const news = (id: typeof mia, event: SessionEvent = grantedToMia) => newsOf(event, state, id);
  expect([news(owner), news(mia), news(ben)]).toEqual(["Mia has control.", "You have control.", undefined]);
  const onTo: SessionEvent = { ...offered, to: ben, by: mia };
  expect(news(ben, onTo)).toBe("Somebody offers you control: Ctrl-] y takes it, Ctrl-] n declines.");
  expect(newsOf(grantedToMia, after(started, grantedToMia), ben)).toBe("Mia has control.");
});

test("whoever proposes is told that it waits and what became of it, and the judge how to look at it", () => {
  const made: SessionEvent = { type: "proposal.made", proposal: 1, participant: mia, text: "df -h" };
  const state = after(started, made);
  expect(statusText(state, mia, startedAtMs)).toMatch(/ · your proposal waits · recorded$/);
  expect(statusText(state, owner, startedAtMs)).toMatch(/ · 1 proposed · recorded$/);
  expect(newsOf(made, state, owner)).toBe(
    "Mia proposes number 1 (Ctrl-] v views it, Ctrl-] x rejects it): df -h",
  );
  const told = (event: SessionEvent) => [mia, ben].map((id) => newsOf(event, after(state, event), id));
  expect(told({ type: "proposal.approved", proposal: 1, by: owner, text: "df -h /" })).toEqual([
    "Your proposal 1 was approved and typed, as df -h /.",
    undefined,
  ]);
  expect(told({ type: "proposal.rejected", proposal: 1, by: owner, reason: "Not now" })).toEqual([
    "Your proposal 1 was rejected: Not now",
    undefined,
  ]);
});

test("somebody who is away is asked two minutes before they are disconnected whether they are there; an owner never is", () => {
  const warns = warnsAtMs(started, mia) ?? 0;
  expect(warns).toBe(startedAtMs + 33 * 60_000);
  expect(idleText(started, mia, warns - 1)).toBeUndefined();
  expect(idleText(started, mia, warns + 30_000)).toBe(
    "Are you still there? You are disconnected in 1:30: press any key.",
  );
  expect(warnsAtMs(started, owner)).toBeUndefined();
});
