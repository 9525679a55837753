import type { EventOf } from "../../../shared/events/table.ts";
import { because, isMine, type Moment, nameIn, type Tellers } from "./moment.ts";

function decided(
  event: EventOf<"proposal.approved" | "proposal.rejected">,
  { before, me }: Moment,
): string | undefined {
  const proposal = before.proposals.find((each) => each.proposal === event.proposal);
  if (me === undefined || proposal?.participant !== me) return undefined;
  return event.type === "proposal.approved"
    ? "Your command was typed"
    : `Your command was rejected${because(event.reason)}`;
}

export const noteTellers: Tellers = {
  "chat.sent": (event, moment) =>
    moment.me !== undefined && event.participant !== moment.me && event.mentions.includes(moment.me)
      ? `${nameIn(moment, event.participant)} mentions you: ${event.text}`
      : undefined,
  "proposal.made": (event, moment) =>
    event.participant !== moment.me && isMine(moment, "judge")
      ? `${nameIn(moment, event.participant)} proposes a command`
      : undefined,
  "proposal.approved": decided,
  "proposal.rejected": decided,
  "proposal.withdrawn": (event, { before, me }) => {
    const proposal = before.proposals.find((each) => each.proposal === event.proposal);
    return event.why === "not-permitted" && proposal?.participant === me
      ? "Your command was taken out: you may not propose any more"
      : undefined;
  },
  "question.asked": (event, moment) =>
    event.participant !== moment.me && isMine(moment, "answer")
      ? `${nameIn(moment, event.participant)} asks: ${event.text}`
      : undefined,
  "question.answered": (event, { after, me }) => {
    const question = after.questions.find((each) => each.question === event.question);
    return question?.participant === me && event.by !== me
      ? `Your question was answered: ${event.text}`
      : undefined;
  },
  "hand.raised": (event, moment) =>
    event.participant !== moment.me && isMine(moment, "answer")
      ? `${nameIn(moment, event.participant)} raised a hand`
      : undefined,
};
