import { Eye, EyeOff, Hand } from "lucide-react";
import { memo } from "react";
import type { Participant } from "../../../shared/state/state.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { personColour } from "../../ui/person.ts";
import { Tip } from "../../ui/tip.tsx";
import { span } from "../../ui/words.ts";
import { Countdown, useHostNow } from "../countdown.tsx";
import { roleWords } from "../permission-words.ts";
import { useMay } from "../use-me.ts";
import { doingOf } from "./person-doing.ts";
import { PersonMenu } from "./person-menu.tsx";

interface PersonRowProps {
  readonly person: Participant;
  readonly inControl?: boolean;
}

/** One person: who, what they do and may do, and for the owner the means to change it. */
export const PersonRow = memo(function PersonRow({ person, inControl = false }: PersonRowProps) {
  const me = useSession((view) => view.me);
  const typing = useSession((view) => view.typing.includes(person.id));
  const untilMs = useSessionState((state) =>
    inControl ? (state.control.grant?.untilMs ?? undefined) : undefined,
  );
  const own = person.id === me;
  const colour = useSession((view) =>
    view.state === undefined ? 1 : (personColour(view.state, person.id) ?? 1),
  );
  const away = person.presence.name === "lost" || !person.inView;
  return (
    <li
      className={`person ${inControl ? "person--in-control" : ""}`}
      style={inControl ? { "--person": own ? "var(--control)" : `var(--person-${colour})` } : undefined}
      data-testid="person"
    >
      <Avatar id={person.id} name={person.name} away={away} typing={typing} />
      <div className="person__words">
        <span className="person__name">
          <bdi className="truncate" title={person.name}>
            {person.name}
          </bdi>
          {own && <span className="person__tag">you</span>}
          {untilMs !== undefined && <Countdown untilMs={untilMs} />}
        </span>
        <span className="muted small truncate">
          <Standing person={person} inControl={inControl} typing={typing} />
        </span>
      </div>
      <Marks person={person} />
      <PersonMenu person={person} own={own} inControl={inControl} />
    </li>
  );
});

function Standing({ person, inControl = false, typing }: PersonRowProps & { readonly typing: boolean }) {
  const doing = useSession(({ state, me }) =>
    state === undefined ? "" : doingOf(state, person, { me, inControl, typing }),
  );
  if (person.presence.name === "lost") return <LostLine untilMs={person.presence.untilMs} />;
  const who = roleWords[person.role];
  return doing === "" ? who : `${who} · ${doing}`;
}

function LostLine({ untilMs }: { readonly untilMs: number }) {
  const now = useHostNow(1_000);
  return `Line lost · place kept ${span(untilMs - now)}`;
}

/** What is to be seen of somebody at a glance: a raised hand, and whether the second person watches. */
function Marks({ person }: { readonly person: Participant }) {
  const model = useSessionModel();
  const lowers = useMay("answer");
  const me = useSession((view) => view.me);
  const watches = person.presence.name === "present" && person.inView;
  return (
    <>
      {person.witness && (
        <Tip text={watches ? "Watches as a witness" : "Named as a witness, and not watching now"}>
          <span
            className={`mark ${watches ? "mark--on" : ""}`}
            role="img"
            aria-label={watches ? "Witness, watching" : "Witness, not watching"}
          >
            {watches ? <Eye size={15} aria-hidden="true" /> : <EyeOff size={15} aria-hidden="true" />}
          </span>
        </Tip>
      )}
      {person.handRaisedAtMs !== undefined &&
        (lowers || me === person.id ? (
          <Tip text="Lower the hand">
            <button
              type="button"
              className="mark mark--hand"
              aria-label={`Lower the hand of ${person.name}`}
              onClick={() => void model.act("hand.lower", { participant: person.id })}
            >
              <Hand size={15} aria-hidden="true" />
            </button>
          </Tip>
        ) : (
          <span className="mark mark--hand" role="img" aria-label="Hand raised">
            <Hand size={15} aria-hidden="true" />
          </span>
        ))}
    </>
  );
}
