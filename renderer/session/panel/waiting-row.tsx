import { Check, X } from "lucide-react";
import type { JoinRequest } from "../../../shared/state/state.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { IconButton } from "../../ui/button.tsx";
import { useNow } from "../../ui/use-now.ts";
import { left } from "../../ui/words.ts";
import { DenyWord, useWording, WordButton } from "../asks/deny-word.tsx";
import { useAct } from "../use-act.ts";

export function WaitingRow({ request }: { readonly request: JoinRequest }) {
  const { act, busy } = useAct();
  const now = useNow(5_000);
  const wording = useWording();
  const { participant, name } = request;
  return (
    <li className={`person ${wording.open ? "person--wording" : ""}`}>
      <Avatar id={participant} name={name} />
      <div className="person__words">
        <span className="person__name">
          <bdi className="truncate" title={name}>
            {name}
          </bdi>
        </span>
        <span className="muted small truncate">Guest · {left(request.untilMs, now)}</span>
      </div>
      {wording.open ? (
        <DenyWord
          name={name}
          action="Turn away"
          busy={busy}
          onDeny={(why) => void act("join.deny", { participant, ...why })}
          onBack={wording.back}
        />
      ) : (
        <div className="person__actions">
          <IconButton label={`Let ${name} in`} onClick={() => void act("join.approve", { participant })}>
            <Check size={16} aria-hidden="true" />
          </IconButton>
          <IconButton label={`Turn ${name} away`} onClick={() => void act("join.deny", { participant })}>
            <X size={16} aria-hidden="true" />
          </IconButton>
          <WordButton label={`Turn ${name} away with a word`} wording={wording} />
        </div>
      )}
    </li>
  );
}
