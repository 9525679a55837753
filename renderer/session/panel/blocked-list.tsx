import { Undo2 } from "lucide-react";
import { useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { IconButton } from "../../ui/button.tsx";

/** Who never comes in again, and the way back. */
export function BlockedList() {
  const model = useSessionModel();
  const blocked = useSessionState((state) => state.blocked);
  const people = useSessionState((state) => state.participants);
  const ids = [...new Set(Object.values(blocked))];
  if (ids.length === 0) return null;
  return (
    <section aria-label="Blocked">
      <h2 className="panel__label">Blocked</h2>
      <ul>
        {ids.map((id) => {
          const name = people[id]?.name ?? "Somebody";
          return (
            <li key={id} className="person">
              <Avatar id={id} name={name} away />
              <div className="person__words">
                <span className="person__name">
                  <bdi className="truncate">{name}</bdi>
                </span>
              </div>
              <div className="person__actions">
                <IconButton
                  label={`Lift the block of ${name}`}
                  onClick={() => void model.act("participant.unblock", { participant: id })}
                >
                  <Undo2 size={16} aria-hidden="true" />
                </IconButton>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
