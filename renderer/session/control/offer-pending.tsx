import { Hourglass } from "lucide-react";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { useSession, useSessionState } from "../../store/use-session.ts";
import { Button } from "../../ui/button.tsx";
import { Countdown } from "../countdown.tsx";
import { useAct } from "../use-act.ts";
import "./offer-pending.css";

/** The offer this person waits for an answer to, which is theirs to withdraw. */
export function pendingOffer(
  state: SessionState,
  me: ParticipantId | undefined,
): SessionState["control"]["offer"] {
  const { offer } = state.control;
  if (offer === null || me === undefined || state.phase.name === "ended") return null;
  if (offer.by === me) return offer;
  // What waits for the owner's own word is asked of them elsewhere.
  return me === state.owner && offer.awaits === "recipient" && offer.to !== me ? offer : null;
}

/** For whoever offered control, in the control bar or over the screen's edge: to whom, how much longer, the way back. */
export function OfferPending() {
  const { act, busy } = useAct();
  const offer = useSession(({ state, me }) => (state === undefined ? null : pendingOffer(state, me)));
  const name = useSessionState((state) =>
    offer === null ? "" : (state.participants[offer.to]?.name ?? "Somebody"),
  );
  if (offer === null) return null;
  const asksOwner = offer.awaits === "owner";
  return (
    <div className="offer-pending" role="group" aria-label="An offer of control" data-testid="offer-pending">
      <Hourglass size={14} aria-hidden="true" />
      <span className="offer-pending__words truncate" title={asksOwner ? "The owner is asked first" : name}>
        Offered to <bdi>{name}</bdi>
        {asksOwner && <span className="muted offer-pending__first"> if the owner agrees</span>}
      </span>
      <Countdown untilMs={offer.untilMs} />
      <Button size="small" look="quiet" busy={busy} onClick={() => void act("control.withdraw", {})}>
        Withdraw
      </Button>
    </div>
  );
}
