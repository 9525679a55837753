import { describe, expect, it } from "vitest";
import { incident, presented } from "../../renderer/fixtures/casts.ts";
import { createFakeSession } from "../../renderer/fixtures/fake-session.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { follow } from "./moments.ts";

const nowMs = 1_763_650_000_000;
const { presenter } = defaultModes;

describe("control as it changes hands", () => {
  it("is told to each of them in their own words, and listed for all", () => {
    const { session, ben, mia } = presented(nowMs);
    const { owner } = session;
    const [toBen, toMia] = [follow(session, ben), follow(session, mia)];
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

  it("is told with the line of whoever has it, lost and back", () => {
    const { session, ben, mia } = presented(nowMs);
    const { spoken } = follow(session, mia);
    session.happen({ type: "participant.disconnected", participant: ben, untilMs: nowMs + 20_000 });
    session.happen({ type: "participant.connected", participant: ben });
    expect(spoken).toEqual([
      "Guest (Ben Okafor), who has control, lost the line",
      "Guest (Ben Okafor), who has control, is back",
    ]);
  });

  it("is told to whoever asked and is denied, with the word, or whose request expired", () => {
    const { session, mia, cleo } = presented(nowMs);
    const [toMia, toCleo] = [follow(session, mia), follow(session, cleo)];
    session.happen({
      type: "control.denied",
      request: 3,
      participant: mia,
      by: session.owner,
      reason: "In a minute",
    });
    session.happen({ type: "control.expired", request: 2, participant: cleo, why: "not-permitted" });
    expect(toMia.spoken).toEqual(["Your request for control was denied: In a minute"]);
    expect(toCleo.spoken).toEqual(["Your request for control expired: you may not ask any more"]);
  });

  it("is told to whoever offered it: what became of the offer", () => {
    const { session, ben, mia } = presented(nowMs);
    const { owner } = session;
    const [toOwner, toMia, toBen] = [owner, mia, ben].map((who) => follow(session, who));
    const offer = (number: number) =>
      session.happen({
        type: "control.offered",
        offer: number,
        to: mia,
        by: owner,
        awaits: "recipient",
        untilMs: nowMs + 60_000,
        minutes: 5,
        autoReturn: true,
        practice: false,
        reason: "Your turn",
      });
    offer(1);
    session.happen({ type: "control.offer_ended", offer: 1, to: mia, why: "declined" });
    offer(2);
    session.happen({ type: "control.offer_ended", offer: 2, to: mia, why: "lapsed" });
    offer(3);
    session.happen({ type: "control.offer_ended", offer: 3, to: mia, why: "withdrawn" });
    expect(toOwner?.spoken).toEqual([
      "Guest (Mia) declined control",
      "Guest (Mia) did not answer, so the offer of control lapsed",
    ]);
    expect(toMia?.spoken).toEqual([
      "Ana Souza offers you control: Your turn",
      "Ana Souza offers you control: Your turn",
      "The offer of control lapsed",
      "Ana Souza offers you control: Your turn",
      "The offer of control was withdrawn",
    ]);
    expect(toBen?.spoken).toEqual([]);
  });
});

describe("what waits for an answer", () => {
  it("is told to whoever gives one, and to nobody else", () => {
    const { session, ben, mia } = incident(nowMs, { mode: presenter });
    const [toOwner, toMia] = [follow(session, session.owner), follow(session, mia)];
    session.happen({
      type: "control.requested",
      request: 1,
      participant: ben,
      minutes: 5,
      reason: "The lock",
    });
    session.happen({ type: "control.denied", request: 1, participant: ben, by: session.owner });
    session.happen({ type: "hand.raised", participant: ben });
    session.happen({ type: "proposal.made", proposal: 1, participant: ben, text: "ls" });
    session.happen({ type: "session.paused", by: session.owner });
    expect(toOwner.spoken).toEqual([
      "Guest (Ben Okafor) asks for control: The lock",
      "Guest (Ben Okafor) raised a hand",
      "Guest (Ben Okafor) proposes a command",
    ]);
    expect(toMia.spoken).toEqual(["The session is paused by Ana Souza"]);
  });

  it.each([
    ["training", 4],
    ["standard", 0],
  ] as const)("goes to a mentor too in a session of the type %s", (sessionType, told) => {
    const { session, ben, mia } = incident(nowMs, { mode: presenter, sessionType });
    session.happen({ type: "role.changed", participant: mia, by: session.owner, role: "mentor" });
    const { spoken } = follow(session, mia);
    session.happen({ type: "control.requested", request: 1, participant: ben, minutes: 5 });
    session.happen({ type: "question.asked", question: 1, participant: ben, text: "Why?" });
    session.happen({ type: "hand.raised", participant: ben });
    session.happen({ type: "proposal.made", proposal: 1, participant: ben, text: "ls" });
    const all = [
      "Guest (Ben Okafor) asks for control",
      "Guest (Ben Okafor) asks: Why?",
      "Guest (Ben Okafor) raised a hand",
      "Guest (Ben Okafor) proposes a command",
    ];
    expect(spoken).toEqual(all.slice(0, told));
  });

  it("tells of requests, mentions and rights of one's own, not of what one did", () => {
    const session = createFakeSession({ nowMs });
    const link = session.addLink("interact");
    const { spoken, comings } = follow(session, session.owner);
    const ask = session.ask("Noor", link, 60_000);
    const mia = session.join("Mia", link);
    session.say(session.owner, "hello @Mia");
    session.say(mia, "thanks");
    session.say(mia, "@ana souza may I?");
    session.happen({ type: "join.denied", participant: ask, by: session.owner });
    expect(spoken).toEqual(["Noor asks to be let in", "Guest (Mia) mentions you: @ana souza may I?"]);
    expect(comings).toEqual(["Mia joined"]);
  });
});

describe("what changes for a person", () => {
  it("is told to them: a role, a right, being named as a witness", () => {
    const { session, ben, mia } = incident(nowMs, { sessionType: "training" });
    const { owner } = session;
    const [toMia, toBen] = [follow(session, mia), follow(session, ben)];
    session.happen({ type: "role.changed", participant: mia, by: owner, role: "mentor" });
    session.happen({ type: "witness.named", participant: mia, by: owner, witness: true });
    session.happen({ type: "witness.named", participant: mia, by: owner, witness: false });
    session.happen({
      type: "permission.changed",
      participant: mia,
      by: owner,
      permissions: { allow_clipboard: true, allow_screenshots: false },
    });
    expect(toMia.spoken).toEqual([
      "You are a mentor now",
      "You were named as a witness",
      "You are no witness any more",
      "You may copy and paste now",
    ]);
    expect(toBen.spoken).toEqual([]);
  });

  it("is told when the second person goes and comes back, to those whose typing rests on them", () => {
    const fourEyes = { required: true, perCommand: false };
    const { session, ben, mia, view } = incident(nowMs, { mode: defaultModes.interactive, fourEyes });
    session.happen({ type: "witness.named", participant: mia, by: session.owner, witness: true });
    const watcher = session.join("Noor", view);
    const [toOwner, toBen, toWatcher] = [session.owner, ben, watcher].map((who) => follow(session, who));
    session.happen({ type: "view.changed", participant: mia, inView: false });
    session.happen({ type: "view.changed", participant: mia, inView: true });
    session.happen({ type: "participant.left", participant: mia, why: "left" });
    const told = [
      "The second person is gone. Nobody can type.",
      "A second person watches now",
      "The second person is gone. Nobody can type.",
    ];
    expect(toOwner?.spoken).toEqual(told);
    expect(toBen?.spoken).toEqual(told);
    expect(toWatcher?.spoken).toEqual([]);
  });

  it("tells the others that somebody was blocked, and not whoever did it", () => {
    const { session, ben, mia } = incident(nowMs);
    const [toOwner, toBen] = [follow(session, session.owner), follow(session, ben)];
    session.happen({ type: "participant.blocked", participant: mia, by: session.owner, reason: "Spam" });
    expect(toOwner.spoken).toEqual([]);
    expect(toBen.spoken).toEqual(["Guest (Mia) was blocked: Spam"]);
  });
});

describe("who comes and goes", () => {
  it("is not told to an owner who asked for that", () => {
    const mode = { ...defaultModes.view_only, notify_owner: false };
    const { session, view, mia } = incident(nowMs, { mode });
    const [toOwner, toMia] = [follow(session, session.owner), follow(session, mia)];
    session.join("Noor", view, 0);
    expect(toOwner.comings).toEqual([]);
    expect(toMia.comings).toEqual(["Noor joined"]);
  });

  it("is not told of the end, nor of what one did oneself", () => {
    const { session, ben, mia } = incident(nowMs);
    const [toOwner, toBen] = [follow(session, session.owner), follow(session, ben)];
    session.happen({ type: "participant.removed", participant: mia, by: session.owner, rejoin: false });
    session.happen({ type: "participant.left", participant: ben, why: "session-ended" });
    expect(toOwner.comings).toEqual([]);
    expect(toBen.comings).toEqual(["Mia removed"]);
  });
});
