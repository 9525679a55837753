import { describe, expect, it } from "vitest";
import { incident, presented } from "../../renderer/fixtures/casts.ts";
import type { FakeSession } from "../../renderer/fixtures/fake-session.ts";
import { type ActivityLine, withEntry } from "../../renderer/session/activity.ts";
import { announcementOf } from "../../renderer/session/announcements.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";
import { defaultModes } from "../../shared/events/mode.ts";

const nowMs = 1_763_650_000_000;

/** What one person is told, and what the list says, while things happen. */
function heard(session: FakeSession, who: ParticipantId) {
  let before = session.state;
  let lines: readonly ActivityLine[] = [];
  const spoken: string[] = [];
  session.client(who).onEntry(({ entry }) => {
    const words = announcementOf(entry, before, session.state, who);
    if (words !== undefined) spoken.push(words);
    lines = withEntry(lines, entry, before, session.state);
    before = session.state;
  });
  return { spoken, texts: () => lines.map((each) => each.text) };
}

describe("control as it changes hands", () => {
  it("is told to each of them in their own words, and listed for all", () => {
    const { session, ben, mia } = presented(nowMs);
    const { owner } = session;
    const [toBen, toMia] = [heard(session, ben), heard(session, mia)];
    session.happen({
      type: "control.returned",
      from: ben,
      to: owner,
      why: "reclaimed",
      by: owner,
      practice: false,
    });
    session.happen({
      type: "control.granted",
      to: mia,
      from: owner,
      by: owner,
      via: "request",
      request: 3,
      untilMs: nowMs + 5 * 60_000,
      autoReturn: true,
      practice: true,
    });
    expect(toBen.spoken).toEqual(["You do not have control any more", "Guest (Mia) has control now"]);
    expect(toMia.spoken).toEqual(["Ana Souza has control now", "You have control now"]);
    expect(toMia.texts()).toEqual([
      "Control is back with Ana Souza: reclaimed",
      "Guest (Mia) got control for 5 min, to practise",
    ]);
  });

  it("asks for an answer only where one is to be given", () => {
    const { session, ben, mia } = incident(nowMs, { mode: defaultModes.presenter });
    const [toOwner, toMia] = [heard(session, session.owner), heard(session, mia)];
    session.happen({ type: "control.requested", request: 1, participant: ben, minutes: 5 });
    session.happen({ type: "control.denied", request: 1, participant: ben, by: session.owner });
    session.happen({ type: "hand.raised", participant: ben });
    session.happen({ type: "proposal.made", proposal: 1, participant: ben, text: "ls" });
    session.happen({ type: "session.paused", by: session.owner });
    expect(toOwner.spoken).toEqual([
      "Guest (Ben Okafor) asks for control",
      "Guest (Ben Okafor) raised a hand",
      "Guest (Ben Okafor) proposes a command",
    ]);
    expect(toMia.spoken).toEqual(["The session is paused by Ana Souza"]);
  });

  it("says nothing of comings and goings to an owner who asked for that", () => {
    const mode = { ...defaultModes.view_only, notify_owner: false };
    const { session, view, mia } = incident(nowMs, { mode });
    const [toOwner, toMia] = [heard(session, session.owner), heard(session, mia)];
    session.join("Noor", view, 0);
    expect(toOwner.spoken).toEqual([]);
    expect(toMia.spoken).toEqual(["Guest (Noor) joined"]);
  });
});
