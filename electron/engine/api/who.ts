import type { ParticipantId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { isHere } from "../../../shared/state/selectors.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { showControls } from "../../../shared/vt/clean.ts";

export interface Person {
  readonly id: ParticipantId;
  readonly name: string;
}

export interface WhoError {
  readonly code: "no-such-participant" | "ambiguous";
  readonly message: string;
}

/** Among whom a name is looked for: those who were let in, those who wait for that, or both. */
export type Among = "people" | "waiting" | "everybody";

function named(people: readonly Person[], who: string): readonly Person[] {
  const wanted = who.normalize("NFC").trim().toLowerCase();
  return people.filter((each) => each.name.toLowerCase() === wanted);
}

/** WHO as people write it: an id, or a name only one person has; people who are here go before those who have left. */
export function findPerson(state: SessionState, who: string, among: Among): Result<Person, WhoError> {
  const known: readonly Person[] = Object.values(state.participants);
  const requests: readonly Person[] = Object.values(state.joinRequests).map(({ participant, name }) => ({
    id: participant,
    name,
  }));
  const here = known.filter((each) => isHere(state, each.id));
  const first = among === "people" ? here : among === "waiting" ? requests : [...here, ...requests];
  const rest = among === "waiting" ? [] : known;
  const byId = [...first, ...rest].find((each) => each.id === who.trim().toUpperCase());
  if (byId !== undefined) return ok({ id: byId.id, name: byId.name });
  const close = named(first, who);
  const found = close.length > 0 ? close : named(rest, who);
  const [only] = found;
  if (only === undefined) {
    const message = `Nobody called ${showControls(who).slice(0, 80)} is there.`;
    return err({ code: "no-such-participant", message });
  }
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(", ");
    return err({
      code: "ambiguous",
      message: `Several people are called ${showControls(who)}: ${ids}. Use an id.`,
    });
  }
  return ok({ id: only.id, name: only.name });
}
