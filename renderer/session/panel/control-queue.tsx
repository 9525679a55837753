import { useState } from "react";
import { highestControlMinutes } from "../../../shared/events/mode.ts";
import { usesToken } from "../../../shared/state/control.ts";
import type { ControlRequest } from "../../../shared/state/control-state.ts";
import { useSession, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { ago } from "../../ui/words.ts";
import { DenyWord, useWording, WordButton } from "../asks/deny-word.tsx";
import { mayGrant } from "../asks/judging.ts";
import { useHostNow } from "../countdown.tsx";
import { minutesOf } from "../dialogs/use-dialog.ts";
import { useAct } from "../use-act.ts";
import { useMay } from "../use-me.ts";

/** Who waits for control, in their places, with what for; answered here by whoever may give it. */
export function ControlQueue() {
  const queue = useSessionState((state) => state.control.queue);
  const token = useSession((view) => view.state !== undefined && usesToken(view.state));
  if (queue.length === 0) return null;
  return (
    <section aria-label="Waiting for control">
      <h2 className="panel__label">{token ? "Waiting for the token" : "Waiting for control"}</h2>
      <ol>
        {queue.map((each, index) => (
          <QueueRow key={each.request} request={each} place={index + 1} token={token} />
        ))}
      </ol>
    </section>
  );
}

interface QueueRowProps {
  readonly request: ControlRequest;
  readonly place: number;
  readonly token: boolean;
}

function QueueRow({ request, place, token }: QueueRowProps) {
  const name = useSessionState((state) => state.participants[request.participant]?.name ?? "Somebody");
  const most = useSessionState((state) =>
    state.mode.name === "presenter" ? state.mode.max_control_minutes : highestControlMinutes,
  );
  const mine = useSession((view) => view.me === request.participant);
  const gives = useMay("give");
  const grants = useSession(
    ({ state, me }) => state !== undefined && me !== undefined && mayGrant(state, me),
  );
  const { act, busy } = useAct();
  const [minutes, setMinutes] = useState(String(request.minutes));
  const wording = useWording();
  const now = useHostNow(10_000);
  const granted = minutesOf(minutes, most);
  return (
    <li className="queue-row" data-testid="queue-row">
      <span className="queue-row__place figures">{place}</span>
      <Avatar id={request.participant} name={name} size="small" />
      <div className="person__words">
        <span className="person__name">
          <bdi className="truncate" title={name}>
            {name}
          </bdi>
          {mine && <span className="person__tag">you</span>}
        </span>
        {request.reason !== undefined && <span className="queue-row__reason">{request.reason}</span>}
        <span className="muted small">
          {token ? "" : `${request.minutes} min · `}
          {ago(request.atMs, now)}
        </span>
      </div>
      {mine && (
        <Button size="small" look="quiet" busy={busy} onClick={() => void act("control.cancel", {})}>
          Cancel
        </Button>
      )}
      {gives && !mine && wording.open && (
        <div className="queue-row__answers">
          <DenyWord
            name={name}
            action="Deny"
            busy={busy}
            onDeny={(why) => void act("control.deny", { request: request.request, ...why })}
            onBack={wording.back}
          />
        </div>
      )}
      {gives && !mine && !wording.open && (
        <div className="queue-row__answers">
          {!token && grants && (
            <span className="queue-row__minutes">
              <input
                className="input figures"
                inputMode="numeric"
                aria-label={`Minutes for ${name}`}
                aria-invalid={granted === undefined}
                value={minutes}
                onChange={(event) => setMinutes(event.target.value)}
              />
              <span className="muted small" aria-hidden="true">
                min
              </span>
            </span>
          )}
          {grants && (
            <Button
              size="small"
              look="primary"
              busy={busy}
              disabled={granted === undefined}
              aria-label={`Grant control to ${name}`}
              onClick={() =>
                void act("control.approve", {
                  request: request.request,
                  ...(token || granted === undefined ? {} : { minutes: granted }),
                })
              }
            >
              Grant
            </Button>
          )}
          <Button
            size="small"
            busy={busy}
            aria-label={`Deny control to ${name}`}
            onClick={() => void act("control.deny", { request: request.request })}
          >
            Deny
          </Button>
          <WordButton label={`Deny control to ${name} with a word`} wording={wording} />
        </div>
      )}
    </li>
  );
}
