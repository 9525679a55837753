import { expect, test } from "vitest";
import { keysHelp, pressKey, sessionKeys } from "../../../electron/cli/terminal/session-keys.ts";
import type { SessionEvent } from "../../../shared/events/table.ts";
import type { SessionState } from "../../../shared/state/state.ts";
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

/** The command a key gives or asks for, or why it gives none. */
function come(key: string, id: typeof mia, state: SessionState): string | undefined {
  const pressed = pressKey(key, state, id);
  if (pressed === undefined || "refused" in pressed) return pressed?.refused;
  const { action } = pressed;
  if (!("kind" in action)) return action.name;
  return action.kind === "confirm" ? `confirm ${action.call.name}` : `write ${action.call("words")?.name}`;
}

const means = (key: string) =>
  `Ctrl-] ${key} (${sessionKeys.find((each) => each.key === key)?.help}) means nothing just now.`;
const notOwner = "Only the owner of the session can do this.";

test("no key stands for two things, nor for what every terminal has", () => {
  const keys = sessionKeys.map(({ key }) => key);
  expect(new Set([...keys, "q", "?", "\u001d"]).size).toBe(keys.length + 3);
});

test("each key gives its command where that can be done, and says which rule or what else is in its way where not", () => {
  const state = after(started, asksBen, grantedToMia);
  const all = (keys: string, id: typeof mia, at = state) => [...keys].map((key) => come(key, id, at));
  expect(all("ahgdtyp", mia)).toEqual([
    means("a"),
    "control.return",
    notOwner,
    notOwner,
    notOwner,
    means("y"),
    notOwner,
  ]);
  expect(all("gdtph", owner)).toEqual([
    "control.approve",
    "control.deny",
    "control.reclaim",
    "session.pause",
    means("h"),
  ]);
  expect(come("a", ben, state)).toBe("control.cancel");
  expect(come("a", ben, started)).toBe("control.request");
  expect(come("#", ben, started)).toBeUndefined();
});

test("everybody who may writes in the chat, asks, proposes and sets bookmarks with a key, and an owner judges", () => {
  const proposed = after(started, { type: "proposal.made", proposal: 1, participant: mia, text: "ls" });
  const keys = [..."cwsbvx"];
  expect(keys.map((key) => come(key, mia, proposed))).toEqual([
    "write chat.send",
    "write question.ask",
    "write proposal.make",
    "write bookmark.add",
    notOwner,
    notOwner,
  ]);
  expect(keys.map((key) => come(key, owner, proposed))).toEqual([
    "write chat.send",
    "write question.ask",
    means("s"),
    "write bookmark.add",
    "confirm proposal.approve",
    "write proposal.reject",
  ]);
  const nothing = { allow_chat: false, allow_input: false, allow_annotations: false };
  const silenced = after(proposed, {
    type: "permission.changed",
    participant: mia,
    by: owner,
    permissions: nothing,
  });
  expect(keys.slice(0, 4).map((key) => come(key, mia, silenced))).toEqual([
    "The owner has switched chat off for you.",
    "The owner has switched chat off for you.",
    "You are here to watch; the owner has not allowed you to type.",
    "The owner has not allowed you to draw or set bookmarks.",
  ]);
});

test("a witness approves and rejects where each command needs a second person, another's proposals before their own", () => {
  const state = after(
    started,
    { type: "four_eyes.required", by: owner, perCommand: true },
    { type: "witness.named", participant: mia, by: owner, witness: true },
    { type: "proposal.made", proposal: 1, participant: mia, text: "own" },
    { type: "proposal.made", proposal: 2, participant: owner, text: "reboot" },
  );
  expect(pressKey("v", state, mia)).toMatchObject({
    action: { shown: "reboot", label: "Number 2, from Olga", call: { input: { proposal: 2 } } },
  });
  expect([come("x", mia, state), come("v", ben, state), come("s", owner, state)]).toEqual([
    "write proposal.reject",
    notOwner,
    "write proposal.make",
  ]);
});

test("a mentor of a training session judges proposals and gives control with the keys of an owner", () => {
  const made: SessionEvent = { type: "proposal.made", proposal: 1, participant: ben, text: "ls" };
  const mentor: SessionEvent = { type: "role.changed", participant: mia, by: owner, role: "mentor" };
  const state = after(sessionState({ sessionType: "training" }), mentor, made, asksBen);
  expect([..."vxgp"].map((key) => come(key, mia, state))).toEqual([
    "confirm proposal.approve",
    "write proposal.reject",
    "control.approve",
    "session.pause",
  ]);
});

test("lines that are queued are interrupted by whose they are, and skipped and cleared by the owner, who is asked first", () => {
  const state = after(sessionState({ mode: queued }), ...runningLine(mia), {
    type: "line.queued",
    line: 2,
    participant: ben,
    text: "ls",
  });
  const all = (id: typeof mia) => [..."okle"].map((key) => come(key, id, state));
  expect(all(mia)).toEqual(["line.open", "line.interrupt", notOwner, notOwner]);
  expect(all(ben)).toEqual(["line.open", means("k"), notOwner, notOwner]);
  expect(all(owner)).toEqual(["line.open", "line.interrupt", "line.skip", "confirm line.clear"]);
  expect([..."okle"].map((key) => come(key, owner, started))).toEqual([
    means("o"),
    "Lines are not queued in this mode.",
    means("l"),
    means("e"),
  ]);
});

test("an offer somebody else made is granted or denied by the owner's key before the queue is", () => {
  const state = after(started, asksBen, {
    type: "control.offered",
    offer: 1,
    to: ben,
    by: mia,
    awaits: "owner",
    untilMs: startedAtMs + 60_000,
    minutes: 5,
    autoReturn: true,
    practice: false,
  });
  expect(pressKey("g", state, owner)).toMatchObject({ action: { input: { participant: ben } } });
  expect(pressKey("g", after(started, asksBen), owner)).toMatchObject({ action: { input: { request: 1 } } });
});

test("the help names the keys that mean something now, and no other", () => {
  const state = after(started, grantedToMia);
  expect(keysHelp(state, mia).map((line) => line.slice(0, 1))).toEqual([..."hcwrsb"]);
  expect(keysHelp(state, owner)).toContain("t take control back");
});
