import { describe, expect, it } from "vitest";
import { defaultModes } from "../../shared/events/mode.ts";
import { incident } from "../../renderer/fixtures/casts.ts";
import { controlWords } from "../../renderer/session/control-words.ts";
import { type LineFacts, lineWords, pausedBy } from "../../renderer/session/line-words.ts";
import type { ClientStatus } from "../../shared/client/status.ts";

const nowMs = 1_763_650_000_000;
const viewOnly = defaultModes.view_only;

describe("who types, in the control bar", () => {
  it("tells the owner of an interactive session that another may type too", () => {
    const { session } = incident(nowMs);
    expect(controlWords(session.state, session.owner)).toEqual({
      tone: "mine",
      text: "You may type",
      detail: "1 other may type too",
    });
  });

  it("tells the owner of a view-only session how many watch", () => {
    const { session } = incident(nowMs, { mode: viewOnly });
    expect(controlWords(session.state, session.owner)).toEqual({
      tone: "mine",
      text: "You type",
      detail: "4 people watch",
    });
  });

  it("tells a watcher by which rule they watch", () => {
    const { session, mia } = incident(nowMs);
    expect(controlWords(session.state, mia)).toEqual({
      tone: "watch",
      text: "View only",
      detail: "You are here to watch; the owner has not allowed you to type.",
    });
  });

  it("tells whoever has the permission that the mode forbids it", () => {
    const { session, ben } = incident(nowMs, { mode: viewOnly });
    expect(controlWords(session.state, ben)).toEqual({
      tone: "watch",
      text: "View only",
      detail: "Only the owner types",
    });
  });

  it("changes with a permission, from the event alone", () => {
    const { session, mia } = incident(nowMs);
    session.happen({
      type: "permission.changed",
      participant: mia,
      by: session.owner,
      permissions: { allow_input: true },
    });
    expect(controlWords(session.state, mia)).toEqual({
      tone: "mine",
      text: "You may type",
      detail: "2 others may type too",
    });
  });

  it("stops everybody where the recording cannot be written", () => {
    const { session, ben } = incident(nowMs);
    session.happen({ type: "recording.failed", message: "No space left." });
    expect([session.owner, ben].map((id) => controlWords(session.state, id))).toEqual(
      Array(2).fill({
        tone: "stopped",
        text: "Nobody can type",
        detail: "The recording cannot be written, so the session takes no input. The owner can end it.",
      }),
    );
  });

  it("says once that it is over", () => {
    const { session, mia, ben } = incident(nowMs);
    session.happen({ type: "participant.removed", participant: mia, by: session.owner, rejoin: false });
    expect(controlWords(session.state, mia).text).toBe("Not in the session");
    session.happen({ type: "session.ended", why: "owner" });
    expect(controlWords(session.state, ben)).toEqual({ tone: "over", text: "Session ended", detail: "" });
  });
});

describe("whether what is seen is live", () => {
  const { mia } = incident(nowMs);
  const facts = { behindMs: 0, roundTripMs: 23.6, ended: false };
  const lost = { reason: "lost", message: "The line was lost." } as const;
  const live = (carrier: "local" | "relay" | "webrtc"): ClientStatus => ({
    name: "live",
    participant: mia,
    carrier,
  });

  it.each([
    ["direct", live("webrtc"), facts, "live", "Live", "Direct · 24 ms"],
    [
      "relayed, not measured yet",
      live("relay"),
      { ...facts, roundTripMs: undefined },
      "live",
      "Live",
      "Relayed",
    ],
    ["the owner's own window", live("local"), facts, "live", "Live", ""],
    ["hardly behind", live("webrtc"), { ...facts, behindMs: 1_400 }, "live", "Live", "Direct · 24 ms"],
    ["behind", live("webrtc"), { ...facts, behindMs: 12_300 }, "late", "12 s behind", "Direct · 24 ms"],
    [
      "lost",
      { name: "reconnecting", attempt: 1, nextInMs: 0, closing: lost },
      facts,
      "broken",
      "Reconnecting…",
      "",
    ],
    [
      "lost for longer",
      { name: "reconnecting", attempt: 6, nextInMs: 0, closing: lost },
      facts,
      "broken",
      "Reconnecting…",
      "Attempt 6",
    ],
    ["given up", { name: "over", closing: lost }, facts, "over", "Disconnected", ""],
    ["paused", live("webrtc"), { ...facts, pausedBy: "Ana" }, "still", "Paused by Ana", "Direct · 24 ms"],
    [
      "paused and behind",
      live("webrtc"),
      { ...facts, behindMs: 9_000, pausedBy: "Ana" },
      "still",
      "Paused by Ana",
      "Direct · 24 ms",
    ],
    [
      "paused and lost",
      { name: "reconnecting", attempt: 1, nextInMs: 0, closing: lost },
      { ...facts, pausedBy: "Ana" },
      "broken",
      "Reconnecting…",
      "",
    ],
    ["ended", live("webrtc"), { ...facts, ended: true }, "over", "Ended", ""],
  ] satisfies [string, ClientStatus, LineFacts, string, string, string][])(
    "says so when %s",
    (_case, status, given, tone, text, detail) => {
      expect(lineWords(status, given)).toEqual({ tone, text, detail });
    },
  );

  it("is paused for whoever is shown nothing new, and live for the owner and whoever paused", () => {
    const { session, ben, mia: viewer } = incident(nowMs, { sessionType: "training" });
    session.happen({ type: "role.changed", participant: ben, by: session.owner, role: "mentor" });
    session.happen({ type: "session.paused", by: ben });
    const seen = [session.owner, ben, viewer].map((who) => pausedBy(session.state, who));
    expect(seen).toEqual([undefined, undefined, "Ben Okafor"]);
    expect(controlWords(session.state, viewer)).toEqual({
      tone: "free",
      text: "Paused",
      detail: "What happens meanwhile is recorded, and not shown to you.",
    });
    expect(controlWords(session.state, session.owner).text).toBe("Paused by Ben Okafor");
    session.happen({ type: "session.ended", why: "owner" });
    expect(pausedBy(session.state, viewer)).toBeUndefined();
  });
});
