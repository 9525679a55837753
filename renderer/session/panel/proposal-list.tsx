import { commandTextSchema } from "../../../shared/events/terms.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { mayApprove, whoDecides } from "../asks/judging.ts";
import { reasonOf } from "../dialogs/use-dialog.ts";
import { useAct } from "../use-act.ts";
import { useDraft } from "../use-draft.ts";
import { useMay, useOwns } from "../use-me.ts";
import { DecidedProposal, isDecided, ProposedCommand } from "./decided-proposal.tsx";

type Proposal = SessionState["proposals"][number];

/** Decided ones that are still worth a look. */
const decidedShown = 5;

/** What people would type: for whoever decides to approve, edit or reject; for the others to follow. */
export function ProposalList() {
  const model = useSessionModel();
  const proposals = useSessionState((state) => state.proposals);
  const owns = useOwns();
  const perCommand = useSessionState((state) => state.fourEyes.perCommand);
  const who = useSession(({ state, me }) => (state === undefined ? "" : whoDecides(state, me)));
  // An owner types by themselves, unless each command is approved.
  const proposes = useMay("propose") && (!owns || perCommand);
  const open = proposals.filter((each) => each.status === "open");
  const decided = proposals.filter(isDecided);
  if (open.length + decided.length === 0 && !proposes) return null;
  return (
    <section aria-label="Proposals">
      <h2 className="panel__label">
        Proposals
        {proposes && (
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
        <p className="panel__empty">Write a command instead of typing it. {who}</p>
      )}
    </section>
  );
}

function OpenProposal({ proposal }: { readonly proposal: Proposal }) {
  const judges = useMay("judge");
  const mine = useSession((view) => view.me === proposal.participant);
  const approves = useSession(
    ({ state, me }) => state !== undefined && me !== undefined && mayApprove(state, me, proposal),
  );
  // What a witness approves is what was written, and whole.
  const edits = useSessionState((state) => !state.fourEyes.perCommand) && approves;
  const { act, busy } = useAct();
  const [edit, setEdit] = useDraft(`edit of ${proposal.proposal}`);
  const [why, setWhy] = useDraft(`rejection of ${proposal.proposal}`);
  const doing = edit !== undefined ? "edit" : why !== undefined ? "reject" : undefined;
  const text = edit ?? proposal.text;
  const reason = reasonOf(why ?? "", setWhy);
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
        <span className="badge badge--accent">{approves ? "Open" : "Waiting"}</span>
      </header>
      {doing === "edit" ? (
        <textarea
          className="input input--mono"
          aria-label="What is typed"
          rows={Math.min(6, text.split("\n").length + 1)}
          spellCheck={false}
          maxLength={4000}
          value={text}
          onChange={(event) => setEdit(event.target.value)}
        />
      ) : (
        <ProposedCommand text={proposal.text} />
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
        {approves && doing === undefined && (
          <Button size="small" look="primary" busy={busy} onClick={() => approve()}>
            Type and run
          </Button>
        )}
        {edits && doing === undefined && (
          <Button size="small" onClick={() => setEdit(proposal.text)}>
            Edit
          </Button>
        )}
        {judges && !mine && doing === undefined && (
          <Button size="small" look={approves ? "quiet" : "plain"} onClick={() => setWhy("")}>
            Reject
          </Button>
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
            <Button size="small" look="quiet" onClick={() => setEdit(undefined)}>
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
            <Button size="small" look="quiet" onClick={() => setWhy(undefined)}>
              Cancel
            </Button>
          </>
        )}
        {mine && doing === undefined && (
          <Button size="small" busy={busy} onClick={() => void act("proposal.withdraw", number)}>
            Take it back
          </Button>
        )}
      </div>
    </article>
  );
}
