import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type Presented, presented } from "../../renderer/fixtures/casts.ts";
import { HandDialog } from "../../renderer/session/dialogs/hand-dialog.tsx";
import type { ParticipantId } from "../../shared/base/ids.ts";
import { nowMs, renderAs } from "./support.tsx";

const leave = ({ session }: Presented, participant: ParticipantId) =>
  session.happen({ type: "participant.left", participant, why: "left" });
/** Whom the field shows. */
const shown = () => screen.getByLabelText<HTMLSelectElement>("To").selectedOptions[0]?.textContent;
const pickPerson = (participant: ParticipantId) =>
  fireEvent.change(screen.getByLabelText("To"), { target: { value: participant } });
const button = () => screen.getByRole("button", { name: "Hand control over" });

describe("handing control to somebody while people come and go", () => {
  it("says that whoever was picked is gone, and hands it to nobody until somebody else is", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <HandDialog to={undefined} />);
    pickPerson(cast.mia);
    leave(cast, cast.mia);
    await waitFor(() => expect(shown()).toBe("Mia is gone. Pick somebody else."));
    expect(button()).toHaveProperty("disabled", true);
    pickPerson(cast.cleo);
    fireEvent.click(button());
    await waitFor(() => expect(client.called).toHaveLength(1));
    expect(client.called[0]).toMatchObject({ name: "control.transfer", input: { to: cast.cleo } });
  });

  it("says that whoever it was opened for has it by now", async () => {
    const cast = presented(nowMs);
    renderAs(cast, cast.session.owner, <HandDialog to={cast.mia} />);
    expect(shown()).toBe("Guest (Mia)");
    cast.session.happen({
      type: "control.granted",
      to: cast.mia,
      from: cast.ben,
      by: cast.session.owner,
      via: "request",
      request: 3,
      untilMs: null,
      autoReturn: true,
      practice: false,
    });
    await waitFor(() => expect(shown()).toBe("Mia has it already. Pick somebody else."));
    expect(button()).toHaveProperty("disabled", true);
  });

  it("says that whoever it showed first is gone, and hands it to nobody else by itself", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <HandDialog to={undefined} />);
    expect(shown()).toBe("Guest (Mia)");
    leave(cast, cast.mia);
    await waitFor(() => expect(shown()).toBe("Mia is gone. Pick somebody else."));
    expect(button()).toHaveProperty("disabled", true);
    expect(client.called).toEqual([]);
  });

  it("says that nobody else is here only until somebody is", async () => {
    const cast = presented(nowMs);
    const { owner } = cast.session;
    for (const { id } of Object.values(cast.session.state.participants)) if (id !== owner) leave(cast, id);
    const { client } = renderAs(cast, owner, <HandDialog to={undefined} />);
    expect(screen.getByText("Nobody else is here.")).toBeTruthy();
    expect(button()).toHaveProperty("disabled", true);
    const noor = cast.session.join("Noor", cast.view, 0);
    await waitFor(() => expect(shown()).toBe("Guest (Noor)"));
    fireEvent.click(button());
    await waitFor(() => expect(client.called).toHaveLength(1));
    expect(client.called[0]).toMatchObject({ input: { to: noor } });
  });
});
