import { describe, expect, it } from "vitest";
import { createFakeSession, type FakeSession } from "../../renderer/fixtures/fake-session.ts";
import { presented } from "../../renderer/fixtures/casts.ts";
import { activityFromState } from "../../renderer/session/activity.ts";
import { follow } from "./moments.ts";

const nowMs = 1_763_650_000_000;

/** The list as a client builds it while things happen. */
const followed = (session: FakeSession) => follow(session, session.owner, activityFromState(session.state));

describe("the activity list", () => {
  it("gathers the joins of a minute into one line", () => {
    const session = createFakeSession({ nowMs });
    const link = session.addLink("view");
    const { texts } = followed(session);
    for (const [index, name] of ["Ben", "Mia", "Cleo", "Dan", "Eva"].entries()) {
      session.join(name, link, (5 - index) * 10_000);
    }
    expect(texts()).toEqual(["Ana Souza started the session", "Guests (Ben, Mia and 3 others) joined"]);
  });

  it("keeps joins apart that are minutes apart, and gathers leaves beside joins", () => {
    const session = createFakeSession({ nowMs });
    const link = session.addLink("view");
    const { texts } = followed(session);
    const ben = session.join("Ben", link, 10 * 60_000);
    const mia = session.join("Mia", link, 50_000);
    session.happen({ type: "participant.left", participant: ben, why: "left" }, 40_000);
    session.join("Cleo", link, 30_000);
    session.happen({ type: "participant.left", participant: mia, why: "left" }, 20_000);
    expect(texts()).toEqual([
      "Ana Souza started the session",
      "Guest (Ben) joined",
      "Guests (Mia and Cleo) joined",
      "Guests (Ben and Mia) left",
    ]);
  });

  it("tells two people of one name apart", () => {
    const session = createFakeSession({ nowMs });
    const link = session.addLink("view");
    const { texts } = followed(session);
    session.join("Mia", link, 3_000);
    session.join("Mia", link, 2_000);
    expect(texts().at(-1)).toBe("Guests (Mia and Mia) joined");
  });

  it("says which right was changed, though the event carries both", () => {
    const session = createFakeSession({ nowMs });
    const mia = session.join("Mia", session.addLink("view"));
    const { texts } = followed(session);
    const permit = (allow_input: boolean, allow_chat: boolean) =>
      session.happen({
        type: "permission.changed",
        participant: mia,
        by: session.owner,
        permissions: { allow_input, allow_chat },
      });
    permit(true, true);
    permit(true, false);
    permit(false, false);
    expect(texts().slice(-3)).toEqual([
      "Ana Souza allowed typing to Guest (Mia)",
      "Ana Souza stopped chat of Guest (Mia)",
      "Ana Souza stopped typing of Guest (Mia)",
    ]);
  });

  it("gives a reason that was given", () => {
    const session = createFakeSession({ nowMs });
    const mia = session.join("Mia", session.addLink("view"));
    const { texts } = followed(session);
    session.happen({
      type: "participant.removed",
      participant: mia,
      by: session.owner,
      reason: "Wrong room",
      rejoin: false,
    });
    expect(texts().at(-1)).toBe("Ana Souza removed Guest (Mia): Wrong room");
  });

  it("leaves output, input and signatures out", () => {
    const session = createFakeSession({ nowMs });
    const { texts } = followed(session);
    const before = texts();
    session.happen({ type: "output", text: "hello" });
    session.happen({ type: "input.submitted", participant: session.owner, kind: "key", bytes: 1 });
    session.happen({ type: "resized", cols: 90, rows: 30 });
    expect(texts()).toEqual(before);
  });

  it("says who was turned away or denied with which word, and whose request expired", () => {
    const { session, mia, cleo } = presented(nowMs);
    const { owner } = session;
    const link = session.addLink("interact");
    const [noor, pat] = [session.ask("Noor", link, 60_000), session.ask("Pat", link, 60_000)];
    const { texts } = followed(session);
    session.happen({ type: "join.denied", participant: noor, by: owner, reason: "Not today" });
    session.happen({ type: "join.lapsed", participant: pat, why: "approval-timeout" });
    session.happen({
      type: "control.denied",
      request: 2,
      participant: cleo,
      by: owner,
      reason: "After the failover",
    });
    session.happen({ type: "control.expired", request: 3, participant: mia, why: "mode-changed" });
    session.happen({ type: "sharing.switched", by: owner, on: false, reason: "Lunch" });
    session.happen({ type: "link.revoked", link, by: owner, reason: "It was posted in public" });
    expect(texts().slice(-6)).toEqual([
      "Ana Souza turned Guest (Noor) away: Not today",
      "The request of Guest (Pat) to be let in lapsed",
      "Ana Souza denied control to Guest (Cleo Dubois): After the failover",
      "The request of Guest (Mia) for control expired: the mode changed",
      "Ana Souza switched sharing off: Lunch",
      "Ana Souza revoked a link: It was posted in public",
    ]);
  });
});
