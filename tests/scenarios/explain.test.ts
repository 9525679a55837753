import { afterEach, describe, expect, it } from "vitest";
import { commandRows, isPeerCommand, type PeerCommandName } from "../../shared/commands/table.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { explainAction } from "../../electron/engine/api/explain-command.ts";
import { likelyInputs } from "../../electron/engine/api/likely-input.ts";
import { systemRandom } from "../../electron/engine/ports.ts";
import type { TestSessionOptions } from "../support/session.ts";
import { type Actor, setStage, type Stage } from "./stage.ts";

let open: Stage | undefined;
async function begin(options: TestSessionOptions = {}) {
  open = await setStage({ mode: defaultModes.presenter, ...options });
  const [ana, bo] = [await open.enter("Ana"), await open.enter("Bo")];
  return { ...open, ana, bo };
}
afterEach(async () => {
  await open?.test.dispose();
  open = undefined;
});

function explain({ test, clock }: Stage, { id }: Actor, action: string, input?: unknown) {
  const told = explainAction(
    test.session.state,
    id,
    { action, input },
    { wallMs: clock.wallMs(), random: systemRandom },
  );
  return told?.[0];
}

const peerCommands = commandRows.map(({ name }) => name).filter((name) => isPeerCommand(name));

describe("[P1] an explanation of a command", () => {
  it("has something to try for every command there is", async () => {
    const { test, ana } = await begin();
    for (const name of peerCommands) {
      expect(likelyInputs(test.session.state, ana.id, name), name).not.toEqual([]);
    }
  });

  it("says what stands in the way whoever it is about, which is what the session then answers", async () => {
    const stage = await begin();
    const { owner, ana, bo } = stage;
    let refused = 0;
    for (const name of peerCommands) {
      for (const actor of [owner, ana, bo]) {
        const told = explain(stage, actor, name);
        if (told === undefined) throw new Error(`${name} is a command`);
        if (told.decision !== "allow") {
          expect(await actor.sayAnything(name, firstInput(stage, actor, name)), name).toMatchObject({
            code: told.rule,
          });
        } else if ("refusal" in told && told.refusal !== undefined) {
          expect(await actor.sayAnything(name, told.input), name).toMatchObject({ ...told.refusal });
        } else continue;
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(60);
  });

  it("follows who has control: handing it on is the holder's, and only where that is allowed", async () => {
    const stage = await begin();
    const { owner, ana, bo } = stage;
    expect(explain(stage, ana, "control.transfer")).toMatchObject({ refusal: { code: "not-controller" } });
    expect(explain(stage, owner, "control.transfer")).toMatchObject({ input: { to: ana.id } });
    expect(explain(stage, owner, "control.transfer")).not.toHaveProperty("refusal");
    await owner.say("control.transfer", { to: ana.id });
    await ana.say("control.accept", {});
    expect(explain(stage, ana, "control.transfer", { to: bo.id })).not.toHaveProperty("refusal");
    expect(explain(stage, ana, "control.transfer", { to: ana.id })).toMatchObject({
      refusal: { code: "owner-does-this" },
    });
    expect(explain(stage, ana, "control.transfer", { to: bo.id, practice: true })).toMatchObject({
      refusal: { code: "not-training" },
    });
    expect(explain(stage, ana, "control.transfer", { whom: bo.id })).toMatchObject({
      refusal: { code: "malformed" },
    });
    expect(explain(stage, owner, "control.reclaim")).not.toHaveProperty("refusal");
    await owner.say("mode.set", { mode: { name: "presenter", allow_control_transfer: false } });
    expect(explain(stage, owner, "control.transfer")).toMatchObject({ refusal: { code: "no-transfer" } });
  });

  it("finds what there is to decide: whoever asks, and an open proposal", async () => {
    const stage = await begin();
    const { owner, ana, bo } = stage;
    for (const name of ["control.approve", "control.deny"] as const) {
      expect(explain(stage, owner, name)).toMatchObject({ refusal: { code: "no-such-control-request" } });
    }
    await bo.say("control.request", {});
    for (const name of ["control.approve", "control.deny"] as const) {
      expect(explain(stage, owner, name)).toMatchObject({ input: { participant: bo.id } });
      expect(explain(stage, owner, name)).not.toHaveProperty("refusal");
    }
    await owner.say("mode.set", { mode: { name: "interactive", input_merge_mode: "queued" } });
    expect(explain(stage, ana, "line.cancel")).toMatchObject({ refusal: { code: "no-such-line" } });
    expect(explain(stage, ana, "proposal.withdraw")).toMatchObject({ refusal: { code: "no-such-proposal" } });
    await ana.say("proposal.make", { text: "uptime" });
    expect(explain(stage, ana, "proposal.withdraw")).toMatchObject({ input: { proposal: 1 } });
    expect(explain(stage, ana, "proposal.withdraw")).not.toHaveProperty("refusal");
    expect(explain(stage, bo, "proposal.withdraw")).toMatchObject({ refusal: { code: expect.any(String) } });
  });
});

function firstInput({ test }: Stage, { id }: Actor, name: PeerCommandName): unknown {
  return likelyInputs(test.session.state, id, name)[0];
}
