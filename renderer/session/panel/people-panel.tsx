import { useMemo, useState } from "react";
import { placesOf } from "../../../shared/events/mode.ts";
import { usesControl, usesToken } from "../../../shared/state/control.ts";
import { useSession, useSessionState } from "../../store/use-session.ts";
import { holderTold } from "../control/holder-told.ts";
import { hereOf } from "../here.ts";
import { BlockedList } from "./blocked-list.tsx";
import { ControlQueue } from "./control-queue.tsx";
import { PersonRow } from "./person-row.tsx";
import { WaitingRow } from "./waiting-row.tsx";
import "./people.css";

/** From here on a list is searched rather than read. */
const searchFrom = 12;

/** Who is in control, who waits for it, who is at the door, and everybody else. */
export function PeoplePanel() {
  const participants = useSessionState((state) => state.participants);
  const requests = useSessionState((state) => state.joinRequests);
  const owns = useSession((view) => view.me === view.state?.owner);
  const most = useSessionState((state) => placesOf(state.mode));
  const holder = useSession(({ state, me }) =>
    state !== undefined && usesControl(state) ? holderTold(state, me) : null,
  );
  const controlled = useSession((view) => view.state !== undefined && usesControl(view.state));
  const token = useSession((view) => view.state !== undefined && usesToken(view.state));
  const [search, setSearch] = useState("");
  const here = useMemo(() => hereOf(participants), [participants]);
  const waiting = owns ? Object.values(requests).sort((a, b) => a.untilMs - b.untilMs) : [];
  const wanted = search.trim().toLocaleLowerCase();
  const others = here.filter((each) => each.id !== holder);
  const shown =
    wanted === "" ? others : others.filter((each) => each.name.toLocaleLowerCase().includes(wanted));
  const inControl = here.find((each) => each.id === holder);
  return (
    <div className="people">
      {waiting.length > 0 && (
        <section aria-label="Waiting to be let in">
          <h2 className="panel__label">Waiting to be let in</h2>
          <ul>
            {waiting.map((each) => (
              <WaitingRow key={each.participant} request={each} />
            ))}
          </ul>
        </section>
      )}
      {controlled && (
        <section aria-label="In control">
          <h2 className="panel__label">{token ? "Has the token" : "In control"}</h2>
          {inControl === undefined ? (
            <p className="panel__empty">
              {holder === "hidden"
                ? "Somebody. The owner does not show who."
                : token
                  ? "Nobody: whoever asks has it at once."
                  : "Nobody."}
            </p>
          ) : (
            <ul>
              <PersonRow person={inControl} inControl />
            </ul>
          )}
        </section>
      )}
      <ControlQueue />
      <section aria-label={controlled ? "Watching" : "Here"}>
        <h2 className="panel__label">
          {controlled ? "Watching" : "Here"}
          <span className="figures people__places">
            {here.length - 1} of {most} places taken
          </span>
        </h2>
        {others.length >= searchFrom && (
          <input
            className="input people__search"
            type="search"
            placeholder="Find somebody"
            aria-label="Find somebody"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
        <ul>
          {shown.map((each) => (
            <PersonRow key={each.id} person={each} />
          ))}
        </ul>
        {others.length === 0 && <p className="panel__empty">Nobody else is here.</p>}
        {shown.length === 0 && others.length > 0 && (
          <p className="panel__empty">Nobody of that name is here.</p>
        )}
      </section>
      {owns && <BlockedList />}
    </div>
  );
}
