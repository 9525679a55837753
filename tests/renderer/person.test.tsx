import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type Cast, crowdedDoor, fullHouse, incident } from "../../renderer/fixtures/casts.ts";
import { Avatar } from "../../renderer/ui/avatar.tsx";
import { personColour } from "../../renderer/ui/person.ts";
import { nowMs, renderAs } from "./support.tsx";

const coloursOf = ({ session }: Cast, ids: readonly string[]) =>
  ids.map((id) => personColour(session.state, id));

describe("the colour of a person", () => {
  it("goes by the order of joining, the owner first, so that no two of the first eight are alike", () => {
    const cast = incident(nowMs);
    for (const name of ["Ed", "Fay", "Gil"]) cast.session.join(name, cast.view, 1_000);
    const ids = Object.keys(cast.session.state.participants);
    expect(coloursOf(cast, ids)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(personColour(cast.session.state, cast.session.owner)).toBe(1);
  });

  it("begins again after eight, and stays with somebody whoever comes and goes", () => {
    const cast = fullHouse(nowMs);
    const ids = Object.keys(cast.session.state.participants);
    expect(coloursOf(cast, ids)).toEqual(ids.map((_id, index) => (index % 8) + 1));
    const before = coloursOf(cast, ids);
    const [, first = ""] = ids;
    const gone = cast.session.state.participants[cast.ben]?.id ?? cast.ben;
    cast.session.happen({ type: "participant.left", participant: gone, why: "left" });
    cast.session.join("Somebody new", cast.view);
    expect(coloursOf(cast, ids)).toEqual(before);
    expect(personColour(cast.session.state, first)).toBe(2);
  });

  it("of those who wait is the one that would be next", () => {
    const cast = crowdedDoor(nowMs);
    const { participants, joinRequests } = cast.session.state;
    const here = Object.keys(participants).length;
    const waiting = Object.keys(joinRequests);
    expect(coloursOf(cast, waiting)).toEqual(waiting.map((_id, index) => ((here + index) % 8) + 1));
  });

  it("is nobody's whom the session does not know", () => {
    expect(personColour(incident(nowMs).session.state, "PAR-NOBODY")).toBeUndefined();
  });

  it("is what their mark is drawn in, whoever looks at it", () => {
    const cast = incident(nowMs);
    for (const viewer of [cast.session.owner, cast.mia]) {
      const { unmount } = renderAs(cast, viewer, <Avatar id={cast.ben} name="Ben Okafor" />);
      expect(screen.getByText("BO").style.getPropertyValue("--person")).toBe("var(--person-2)");
      unmount();
    }
  });
});
