import { expect, test } from "vitest";
import { keysHelp, sessionKeys } from "../../../electron/cli/terminal/session-keys.ts";
import { clockOf, countsDown, queuesLines, statusText } from "../../../electron/cli/terminal/status-text.ts";
import { linkIdSchema, participantIdSchema, sessionIdSchema } from "../../../shared/base/ids.ts";
import { defaultModes } from "../../../shared/events/mode.ts";
import type { SessionEvent } from "../../../shared/events/table.ts";
import { grants, ownerPermissions } from "../../../shared/policy/capabilities.ts";
import { evolve, initialState } from "../../../shared/state/evolve.ts";
import type { SessionState } from "../../../shared/state/state.ts";

const owner = participantIdSchema.parse("PAR-OOOOOOOO");
const mia = participantIdSchema.parse("PAR-MMMMMMMM");
const ben = participantIdSchema.parse("PAR-BBBBBBBB");
const link = linkIdSchema.parse(`LNK-${"A".repeat(16)}`);
const startedAtMs = 1_700_000_000_000;

const nobody = initialState(
  {
    type: "session.started",
    session: sessionIdSchema.parse(`SES-${"A".repeat(16)}`),
    title: "Prod",
    target: { kind: "echo", label: "echo" },
    owner: { participant: owner, name: "Olga", key: "A".repeat(43), permissions: ownerPermissions },
    cols: 80,
    rows: 24,
    mode: defaultModes.presenter,
    recorded: true,
    joinerScrollback: "everything",
    startedAtMs,
    sessionType: "standard",
    fourEyes: { required: false, perCommand: false },
  },
  1,
);

function after(state: SessionState, ...happened: readonly SessionEvent[]): SessionState {
  return happened.reduce(
    (before, event) => evolve(before, { epoch: 1, seq: before.seq + 1, elapsedMs: before.elapsedMs, event }),
    state,
  );
}

function joined(participant: typeof mia, name: string, key: string): SessionEvent {
  const { role, permissions } = grants.interact;
  const approval = { method: "link" } as const;
  return {
    type: "participant.joined",
    participant,
    name,
    key: key.repeat(43),
    role,
    permissions,
    link,
    approval,
    acceptedRecording: true,
  };
}

const started = after(nobody, joined(mia, "Mia", "M"), joined(ben, "Ben", "B"));
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
  expect(at(ben)).toBe(
    "Prod · 3 here · Mia has control, 3:07 left · you are number 1 in the queue · recorded",
  );
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
  const mode = { ...defaultModes.interactive, input_merge_mode: "queued" } as const;
  const state = after(started, { type: "mode.changed", by: owner, mode });
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

test("each key means something only when it can be done, and the help names no other", () => {
  const state = after(started, asksBen, grantedToMia);
  const commandOf = (key: string, id: typeof mia, at = state) =>
    sessionKeys.find((each) => each.key === key)?.call(at, id)?.name;
  expect(["a", "h", "g", "d", "t", "y", "p"].map((key) => commandOf(key, mia))).toEqual([
    undefined,
    "control.return",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(["g", "d", "t", "p", "h"].map((key) => commandOf(key, owner))).toEqual([
    "control.approve",
    "control.deny",
    "control.reclaim",
    "session.pause",
    undefined,
  ]);
  expect(commandOf("a", ben)).toBe("control.cancel");
  expect(commandOf("a", ben, started)).toBe("control.request");
  expect(keysHelp(state, mia)).toBe("h hand control back · r raise or lower your hand");
  expect(new Set(sessionKeys.map(({ key }) => key)).size).toBe(sessionKeys.length);
});
