import { Keyboard, KeyboardOff, MessageSquare, MessageSquareOff, UserMinus } from "lucide-react";
import { memo, useState } from "react";
import { authorize } from "../../../shared/policy/authorize.ts";
import { rules } from "../../../shared/policy/rules.ts";
import type { Participant } from "../../../shared/state/state.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { IconButton } from "../../ui/button.tsx";
import { useNow } from "../../ui/use-now.ts";
import { span } from "../../ui/words.ts";
import { RemoveDialog } from "./remove-dialog.tsx";

/** One person: who, what they may do, and for the owner the means to change it. */
export const PersonRow = memo(function PersonRow({ person }: { readonly person: Participant }) {
  const me = useSession((view) => view.me);
  const owns = useSession((view) => view.me === view.state?.owner);
  const typing = useSession((view) => view.typing.includes(person.id));
  const mayType = useSession((view) =>
    view.state === undefined
      ? undefined
      : authorize(view.state, { kind: "participant", participant: person.id }, "input").rule,
  );
  const allowed = mayType === "role-allows" || mayType === "permission-allows";
  const own = person.id === me;
  const running = useSessionState((state) => state.phase.name === "running");
  return (
    <li className="person" data-testid="person">
      <Avatar id={person.id} name={person.name} away={person.presence.name === "lost"} typing={typing} />
      <div className="person__words">
        <span className="person__name">
          <bdi className="truncate" title={person.name}>
            {person.name}
          </bdi>
          {own && <span className="person__tag">you</span>}
        </span>
        <span className="muted small truncate">
          <Standing person={person} allowed={allowed} typing={typing} />
        </span>
      </div>
      {owns && !own && running && <Actions person={person} mayType={mayType} />}
    </li>
  );
});

function Standing({
  person,
  allowed,
  typing,
}: {
  readonly person: Participant;
  readonly allowed: boolean;
  readonly typing: boolean;
}) {
  const ended = useSessionState((state) => state.phase.name === "ended");
  if (person.presence.name === "lost") return <LostLine untilMs={person.presence.untilMs} />;
  const who = person.role === "owner" ? "Owner" : "Guest";
  if (ended) return who;
  if (typing) return `${who} · typing`;
  return `${who} · ${allowed ? "may type" : "view only"}`;
}

function LostLine({ untilMs }: { readonly untilMs: number }) {
  const now = useNow(1_000);
  return `Line lost · place kept ${span(untilMs - now)}`;
}

interface ActionsProps {
  readonly person: Participant;
  readonly mayType: keyof typeof rules | undefined;
}

function Actions({ person, mayType }: ActionsProps) {
  const model = useSessionModel();
  const [removing, setRemoving] = useState(false);
  const { allow_input, allow_chat } = person.permissions;
  const permit = (changes: { readonly allow_input?: boolean; readonly allow_chat?: boolean }) =>
    void model.act("participant.permit", { participant: person.id, ...changes });
  // What the mode forbids everybody is no use giving to one; what they have can still be taken.
  const pointless = mayType === "view-only-mode" || mayType === "recording-failed";
  return (
    <div className="person__actions">
      <IconButton
        label={allow_input ? `Stop typing of ${person.name}` : `Allow ${person.name} to type`}
        unavailable={pointless && mayType !== undefined ? rules[mayType] : undefined}
        aria-pressed={allow_input && !pointless}
        onClick={() => permit({ allow_input: !allow_input })}
      >
        {allow_input && !pointless ? (
          <Keyboard size={16} aria-hidden="true" />
        ) : (
          <KeyboardOff size={16} aria-hidden="true" />
        )}
      </IconButton>
      <IconButton
        label={allow_chat ? `Stop chat of ${person.name}` : `Allow ${person.name} to chat`}
        aria-pressed={allow_chat}
        onClick={() => permit({ allow_chat: !allow_chat })}
      >
        {allow_chat ? (
          <MessageSquare size={16} aria-hidden="true" />
        ) : (
          <MessageSquareOff size={16} aria-hidden="true" />
        )}
      </IconButton>
      <IconButton label={`Remove ${person.name}`} onClick={() => setRemoving(true)}>
        <UserMinus size={16} aria-hidden="true" />
      </IconButton>
      <RemoveDialog person={person} open={removing} onClose={() => setRemoving(false)} />
    </div>
  );
}
