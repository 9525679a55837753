import { useState } from "react";
import { commandTextSchema } from "../../../shared/events/terms.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { Button } from "../../ui/button.tsx";
import { useReason } from "../dialogs/use-dialog.ts";
import { useAct } from "../use-act.ts";
import { useMay, useOwns } from "../use-me.ts";

type Proposal = SessionState["proposals"][number];

/** Decided ones that are still worth a look. */
const decidedShown = 5;

/** What people would type: for whoever decides to approve, edit or reject; for the others to follow. */
export function ProposalList() {
  const model = useSessionModel();
  const proposals = useSessionState((state) => state.proposals);
  const owns = useOwns();
  const proposes = useMay("propose");
  const open = proposals.filter((each) => each.status === "open");
  const decided = proposals.filter((each) => each.status !== "open" && each.status !== "withdrawn");
  if (open.length + decided.length === 0 && (owns || !proposes)) return null;
  return (
    <section aria-label="Proposals">
      <h2 className="panel__label">
        Proposals
        {!owns && proposes && (
          <button
            type="button"
            className="panel__add"
            onClick={() => model.ui.setState({ dialog: { name: "propose" } })}
          >
            Propose
          </button>
        )}
      </h2>
      {open.map((each) => (
        <OpenProposal key={each.proposal} proposal={each} />
      ))}
      {decided
        .slice(-decidedShown)
        .reverse()
        .map((each) => (
          <DecidedProposal key={each.proposal} proposal={each} />
        ))}
      {open.length + decided.length === 0 && (
        <p className="panel__empty">Write a command, and the owner decides whether it is typed.</p>
      )}
    </section>
  );
}

/** A command as plain text: what would act by itself is made visible. */
function Command({ text }: { readonly text: string }) {
  return (
    <pre className="note__command" dir="ltr">
      <VisibleText text={text} />
    </pre>
  );
}

function OpenProposal({ proposal }: { readonly proposal: Proposal }) {
  const judges = useMay("judge");
  const mine = useSession((view) => view.me === proposal.participant);
  const { act, busy } = useAct();
  const [doing, setDoing] = useState<"edit" | "reject">();
  const [text, setText] = useState(proposal.text);
  const reason = useReason();
  const number = { proposal: proposal.proposal };
  const edited = commandTextSchema.safeParse(text);
  const approve = (changes: { readonly text?: string; readonly run?: boolean } = {}) =>
    void act("proposal.approve", { ...number, ...changes });
  const withEdit = text === proposal.text || !edited.success ? {} : { text: edited.data };
  return (
    <article className="note note--open" data-testid="proposal">
      <header className="note__head">
        <Avatar id={proposal.participant} name={proposal.name} size="small" />
        <bdi className="note__name truncate">{proposal.name}</bdi>
        <span className="badge badge--accent">{judges ? "Open" : "Waiting"}</span>
      </header>
      {doing === "edit" ? (
        <textarea
          className="input input--mono"
          aria-label="What is typed"
          rows={Math.min(6, text.split("\n").length + 1)}
          spellCheck={false}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      ) : (
        <Command text={proposal.text} />
      )}
      {doing === "reject" && (
        <input
          className="input"
          aria-label="A word on why"
          placeholder="A word on why (optional)"
          maxLength={500}
          value={reason.text}
          onChange={(event) => reason.set(event.target.value)}
        />
      )}
      <div className="note__actions">
        {judges && doing === undefined && (
          <>
            <Button size="small" look="primary" busy={busy} onClick={() => approve()}>
              Type and run
            </Button>
            <Button size="small" onClick={() => setDoing("edit")}>
              Edit
            </Button>
            <Button size="small" look="quiet" onClick={() => setDoing("reject")}>
              Reject
            </Button>
          </>
        )}
        {doing === "edit" && (
          <>
            <Button
              size="small"
              look="primary"
              busy={busy}
              disabled={!edited.success}
              onClick={() => approve(withEdit)}
            >
              Type and run
            </Button>
            <Button
              size="small"
              disabled={!edited.success}
              onClick={() => approve({ ...withEdit, run: false })}
            >
              Type only
            </Button>
            <Button size="small" look="quiet" onClick={() => setDoing(undefined)}>
              Cancel
            </Button>
          </>
        )}
        {doing === "reject" && (
          <>
            <Button
              size="small"
              look="danger"
              busy={busy}
              disabled={reason.error !== undefined}
              onClick={() => void act("proposal.reject", { ...number, ...reason.given })}
            >
              Reject
            </Button>
            <Button size="small" look="quiet" onClick={() => setDoing(undefined)}>
              Cancel
            </Button>
          </>
        )}
        {mine && !judges && (
          <Button size="small" busy={busy} onClick={() => void act("proposal.withdraw", number)}>
            Take it back
          </Button>
        )}
      </div>
    </article>
  );
}

function DecidedProposal({ proposal }: { readonly proposal: Proposal }) {
  const by = useSessionState((state) =>
    proposal.by === undefined ? "Somebody" : (state.participants[proposal.by]?.name ?? "Somebody"),
  );
  const approved = proposal.status === "approved";
  return (
    <article className="note" data-testid="proposal">
      <header className="note__head">
        <Avatar id={proposal.participant} name={proposal.name} size="small" />
        <bdi className="note__name truncate">{proposal.name}</bdi>
        <span className={`badge ${approved ? "badge--success" : ""}`}>{approved ? "Typed" : "Rejected"}</span>
      </header>
      <Command text={proposal.edited ?? proposal.text} />
      <p className="muted small note__text">
        {approved
          ? proposal.edited === undefined
            ? `Approved by ${by}`
            : `Edited and approved by ${by}`
          : `Rejected by ${by}${proposal.reason === undefined ? "" : `: ${proposal.reason}`}`}
      </p>
    </article>
  );
}
