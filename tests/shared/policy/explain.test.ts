import { expect, test } from "vitest";
import type { EventOf } from "../../../shared/events/table.ts";
import { defaultModes } from "../../../shared/events/mode.ts";
import { participantIdSchema, sessionIdSchema } from "../../../shared/base/ids.ts";
import { capabilities, ownerPermissions } from "../../../shared/policy/capabilities.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import { explain, explainAll, isCapability } from "../../../shared/policy/explain.ts";
import { rules } from "../../../shared/policy/rules.ts";
import { initialState } from "../../../shared/state/evolve.ts";

const owner = participantIdSchema.parse("PAR-OOOOOOOO");
const stranger = participantIdSchema.parse("PAR-SSSSSSSS");

const started: EventOf<"session.started"> = {
  type: "session.started",
  session: sessionIdSchema.parse(`SES-${"A".repeat(16)}`),
  title: "A test",
  target: { kind: "echo", label: "echo" },
  owner: { participant: owner, name: "Olga", key: "A".repeat(43), permissions: ownerPermissions },
  cols: 80,
  rows: 24,
  mode: defaultModes.presenter,
  recorded: true,
  joinerScrollback: "everything",
  startedAtMs: 1_700_000_000_000,
  sessionType: "standard",
  fourEyes: { required: false, perCommand: false },
};
const state = initialState(started, 1);

test("[P1] an explanation is the policy's own word, for every capability and whoever asks", () => {
  for (const participant of [owner, stranger]) {
    const told = explainAll(state, participant);
    expect(told.map(({ capability }) => capability)).toEqual(Object.keys(capabilities));
    for (const { capability, decision, rule, message } of told) {
      expect({ decision, rule }).toEqual(authorize(state, { kind: "participant", participant }, capability));
      expect(message).toBe(rules[rule]);
    }
  }
});

test("[P1] it names the rule that stands in the way, and follows the session", () => {
  expect(explain(state, owner, "queue")).toMatchObject({ decision: "deny", rule: "not-queued" });
  expect(explain(state, stranger, "watch")).toMatchObject({ decision: "deny", rule: "not-in-session" });
  const watched = { ...state, fourEyes: { required: true, perCommand: false } };
  expect(explain(watched, owner, "input")).toEqual({
    capability: "input",
    what: "type into the session",
    decision: "deny",
    rule: "four-eyes-missing",
    message: rules["four-eyes-missing"],
  });
});

test("a name is a capability only where the table has it as its own", () => {
  expect(isCapability("input")).toBe(true);
  for (const name of ["toString", "__proto__", "fly", ""]) expect(isCapability(name)).toBe(false);
});
