import { Hand } from "lucide-react";
import { useMemo } from "react";
import { useSessionState } from "../../store/use-session.ts";
import { Button } from "../../ui/button.tsx";
import { hereOf } from "../here.ts";
import { useAct } from "../use-act.ts";
import { useMay, useMe } from "../use-me.ts";

/** Raised hands, the longest raised first, and my own. */
export function HandList() {
  const people = useSessionState((state) => state.participants);
  const me = useMe();
  const asks = useMay("chat");
  const answers = useMay("answer");
  const { act, busy } = useAct();
  const raised = useMemo(
    () =>
      hereOf(people)
        .filter((each) => each.handRaisedAtMs !== undefined)
        .sort((a, b) => (a.handRaisedAtMs ?? 0) - (b.handRaisedAtMs ?? 0)),
    [people],
  );
  const mine = me?.handRaisedAtMs !== undefined;
  const offers = asks && !answers;
  if (raised.length === 0 && !offers) return null;
  return (
    <section aria-label="Raised hands">
      <h2 className="panel__label">Raised hands</h2>
      {raised.map((each) => (
        <div key={each.id} className="note note--row">
          <Hand className="note__hand" size={15} aria-hidden="true" />
          <bdi className="truncate note__grow">{each.name}</bdi>
          {(answers || each.id === me?.id) && (
            <Button
              size="small"
              look="quiet"
              busy={busy}
              onClick={() => void act("hand.lower", { participant: each.id })}
            >
              Lower
            </Button>
          )}
        </div>
      ))}
      {offers && !mine && (
        <div className="note note--row">
          <Button size="small" busy={busy} onClick={() => void act("hand.raise", {})}>
            <Hand size={14} aria-hidden="true" />
            Raise your hand
          </Button>
        </div>
      )}
    </section>
  );
}
