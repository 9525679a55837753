import { useMemo, useState } from "react";
import { useSession, useSessionState } from "../../store/use-session.ts";
import { hereOf } from "../here.ts";
import { PersonRow } from "./person-row.tsx";
import { WaitingRow } from "./waiting-row.tsx";

/** From here on a list is searched rather than read. */
const searchFrom = 12;

export function PeoplePanel() {
  const participants = useSessionState((state) => state.participants);
  const requests = useSessionState((state) => state.joinRequests);
  const owns = useSession((view) => view.me === view.state?.owner);
  const most = useSessionState((state) => state.mode.max_participants);
  const [search, setSearch] = useState("");
  const here = useMemo(() => hereOf(participants), [participants]);
  const waiting = owns ? Object.values(requests).sort((a, b) => a.untilMs - b.untilMs) : [];
  const wanted = search.trim().toLocaleLowerCase();
  const shown = wanted === "" ? here : here.filter((each) => each.name.toLocaleLowerCase().includes(wanted));
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
      <section aria-label="Here">
        <h2 className="panel__label">
          Here{" "}
          <span className="figures people__places">
            {here.length - 1} of {most} places taken
          </span>
        </h2>
        {here.length >= searchFrom && (
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
        {shown.length === 0 && <p className="panel__empty">Nobody of that name is here.</p>}
        {here.length === 1 && owns && (
          <p className="panel__empty">Nobody else is here yet. Share a link to let somebody in.</p>
        )}
      </section>
    </div>
  );
}
