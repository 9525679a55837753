import { describe, expect, it } from "vitest";
import { createFakeSession, type FakeSession } from "../../renderer/fixtures/fake-session.ts";
import { activityFromState, type ActivityLine, withEntry } from "../../renderer/session/activity.ts";
import { announcementOf } from "../../renderer/session/announcements.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";

const nowMs = 1_763_650_000_000;

/** The list as a client builds it while things happen. */
function followed(session: FakeSession) {
  const client = session.client(session.owner);
  let before = session.state;
  let lines: readonly ActivityLine[] = activityFromState(session.state);
  const spoken: string[] = [];
  client.onEntry(({ entry }) => {
    lines = withEntry(lines, entry, before, session.state);
    const words = announcementOf(entry, before, session.state, session.owner);
    if (words !== undefined) spoken.push(words);
    before = session.state;
  });
  return { texts: () => lines.map((each) => each.text), spoken };
}

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
});

describe("what a screen reader is told", () => {
  it("tells of requests, mentions and rights of one's own, not of what one did", () => {
    const session = createFakeSession({ nowMs });
    const link = session.addLink("interact");
    const { spoken } = followed(session);
    const ask = session.ask("Noor", link, 60_000);
    const mia: ParticipantId = session.join("Mia", link);
    session.say(session.owner, "hello @Mia");
    session.say(mia, "thanks");
    session.say(mia, "@ana souza may I?");
    session.happen({ type: "join.denied", participant: ask, by: session.owner });
    expect(spoken).toEqual([
      "Noor asks to be let in",
      "Guest (Mia) joined",
      "Guest (Mia) mentions you: @ana souza may I?",
    ]);
  });
});
