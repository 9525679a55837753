import type { SessionState } from "../../../shared/state/state.ts";
import { personColour } from "../../ui/person.ts";

type Colour = SessionState["annotations"][number]["colour"];

export const annotationColours = [
  { value: "person", label: "My colour" },
  { value: "red", label: "Red" },
  { value: "orange", label: "Orange" },
  { value: "yellow", label: "Yellow" },
  { value: "green", label: "Green" },
  { value: "blue", label: "Blue" },
  { value: "purple", label: "Purple" },
] as const satisfies readonly { readonly value: Colour; readonly label: string }[];

/** As CSS draws it: by name, so that each theme has its own. */
export function colourOf(
  people: Pick<SessionState, "owner" | "participants" | "joinRequests">,
  annotation: { readonly colour: Colour; readonly participant: string },
): string {
  return annotation.colour === "person"
    ? `var(--person-${personColour(people, annotation.participant) ?? 1})`
    : `var(--note-${annotation.colour})`;
}
