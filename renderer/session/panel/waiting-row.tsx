import { Check, X } from "lucide-react";
import type { JoinRequest } from "../../../shared/state/state.ts";
import { useSessionModel } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { IconButton } from "../../ui/button.tsx";
import { useNow } from "../../ui/use-now.ts";
import { left } from "../../ui/words.ts";

export function WaitingRow({ request }: { readonly request: JoinRequest }) {
  const model = useSessionModel();
  const now = useNow(5_000);
  const { participant, name } = request;
  return (
    <li className="person">
      <Avatar id={participant} name={name} />
      <div className="person__words">
        <span className="person__name truncate" title={name}>
          <bdi>{name}</bdi>
        </span>
        <span className="muted small truncate">Guest · {left(request.untilMs, now)}</span>
      </div>
      <div className="person__actions">
        <IconButton label={`Let ${name} in`} onClick={() => void model.act("join.approve", { participant })}>
          <Check size={16} aria-hidden="true" />
        </IconButton>
        <IconButton label={`Turn ${name} away`} onClick={() => void model.act("join.deny", { participant })}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </div>
    </li>
  );
}
