import type { ReactNode } from "react";
import { left } from "../../ui/words.ts";
import type { Ask } from "./asks.ts";

interface AskWords {
  readonly label: string;
  readonly deed: ReactNode;
  readonly facts: string;
}

const joined = (...facts: readonly string[]) => facts.filter((fact) => fact !== "").join(" · ");

/** Who wants what of me, and by when. */
export function askWords(ask: Ask, now: number): AskWords {
  const reason = "reason" in ask && ask.reason !== undefined ? `“${ask.reason}”` : "";
  switch (ask.kind) {
    case "offer":
      return {
        label: `${ask.name} offers you control`,
        deed: ask.practice ? "offers you control, to practise" : "offers you control",
        facts: joined(reason, `for ${ask.minutes} min`, left(ask.untilMs, now)),
      };
    case "join":
      return {
        label: `${ask.name} asks to be let in`,
        deed: "asks to be let in",
        facts: joined(ask.grant === "interact" ? "To type" : "To watch", left(ask.untilMs, now)),
      };
    case "control":
      return {
        label: `${ask.name} asks for control`,
        deed: "asks for control",
        facts: joined(reason, `${ask.minutes} min`),
      };
    case "hand-on":
      return {
        label: `${ask.by} wants to hand control on to ${ask.name}`,
        deed: `is to get control from ${ask.by}`,
        facts: joined(reason, `for ${ask.minutes} min`, left(ask.untilMs, now)),
      };
    case "proposal":
      return { label: `${ask.name} proposes a command`, deed: "proposes", facts: "" };
  }
}

interface Answers {
  readonly yes: string;
  readonly no: string;
  /** Whether a no can carry a word that the other reads. */
  readonly word: boolean;
}

export function answersOf(ask: Ask): Answers {
  switch (ask.kind) {
    case "offer":
      return { yes: "Accept", no: "Decline", word: false };
    case "join":
      return { yes: "Let in", no: "Turn away", word: true };
    case "control":
      return { yes: `Grant ${ask.minutes} min`, no: "Deny", word: true };
    case "hand-on":
      return { yes: "Allow", no: "Deny", word: false };
    case "proposal":
      return { yes: "Type it", no: "Reject", word: true };
  }
}
