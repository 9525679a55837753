import type { SessionState } from "../../../shared/state/state.ts";
import { useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";

type Proposal = SessionState["proposals"][number];
type Decided = Exclude<Proposal["status"], "open" | "withdrawn">;

/** What became of a proposal, in a word and in a sentence. */
const outcomes = {
  approved: {
    word: "Typed",
    badge: "badge--success",
    sentence: (by: string, { edited }: Proposal) =>
      edited === undefined ? `Approved by ${by}` : `Edited and approved by ${by}`,
  },
  rejected: {
    word: "Rejected",
    badge: "",
    sentence: (by: string, { reason }: Proposal) =>
      `Rejected by ${by}${reason === undefined ? "" : `: ${reason}`}`,
  },
  expired: {
    word: "Expired",
    badge: "",
    sentence: () => "Nobody decided before the session ended",
  },
} as const satisfies Record<
  Decided,
  { readonly word: string; readonly badge: string; readonly sentence: (by: string, of: Proposal) => string }
>;

export function isDecided(proposal: Proposal): proposal is Proposal & { readonly status: Decided } {
  return Object.hasOwn(outcomes, proposal.status);
}

/** A command as plain text: what would act by itself is made visible. */
export function ProposedCommand({ text }: { readonly text: string }) {
  return (
    <pre className="note__command" dir="ltr">
      <VisibleText text={text} />
    </pre>
  );
}

export function DecidedProposal({
  proposal,
}: {
  readonly proposal: Proposal & { readonly status: Decided };
}) {
  const by = useSessionState((state) =>
    proposal.by === undefined ? "Somebody" : (state.participants[proposal.by]?.name ?? "Somebody"),
  );
  const { word, badge, sentence } = outcomes[proposal.status];
  return (
    <article className="note" data-testid="proposal">
      <header className="note__head">
        <Avatar id={proposal.participant} name={proposal.name} size="small" />
        <bdi className="note__name truncate">{proposal.name}</bdi>
        <span className={`badge ${badge}`}>{word}</span>
      </header>
      <ProposedCommand text={proposal.edited ?? proposal.text} />
      <p className="muted small note__text">{sentence(by, proposal)}</p>
    </article>
  );
}
