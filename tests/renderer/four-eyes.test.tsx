import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { incident } from "../../renderer/fixtures/casts.ts";
import { AskBar } from "../../renderer/session/asks/ask-bar.tsx";
import { asksOf } from "../../renderer/session/asks/asks.ts";
import { whoDecides } from "../../renderer/session/asks/judging.ts";
import { ControlBar } from "../../renderer/session/control-bar.tsx";
import { controlWords } from "../../renderer/session/control-words.ts";
import { paletteRows } from "../../renderer/session/palette/palette-rows.ts";
import { NotesPanel } from "../../renderer/session/panel/notes-panel.tsx";
import type { ParticipantId } from "../../shared/base/ids.ts";
import { defaultModes } from "../../shared/events/mode.ts";
import { rules } from "../../shared/policy/rules.ts";
import { follow } from "./moments.ts";
import { nowMs, renderAs } from "./support.tsx";

/** Each command is approved, by Mia. */
function approved() {
  const fourEyes = { required: true, perCommand: true };
  const cast = incident(nowMs, { mode: defaultModes.presenter, fourEyes });
  const name = (participant: ParticipantId, witness: boolean) =>
    cast.session.happen({ type: "witness.named", participant, by: cast.session.owner, witness });
  name(cast.mia, true);
  const propose = (participant: ParticipantId, text: string) =>
    cast.session.happen({
      type: "proposal.made",
      proposal: cast.session.state.counters.proposal + 1,
      participant,
      text,
    });
  return { ...cast, name, propose };
}

describe("four eyes on each command", () => {
  it.each([false, true])("let the owner propose from the bar first (phone: %s)", async (phone) => {
    const cast = approved();
    const { client } = renderAs(cast, cast.session.owner, <ControlBar phone={phone} />);
    fireEvent.click(screen.getByRole("button", { name: "Propose" }));
    const dialog = await screen.findByRole("dialog", { name: "Propose a command" });
    expect(dialog.textContent).toContain("Mia reads it and decides. Approved, it is typed in your name.");
    fireEvent.change(within(dialog).getByLabelText("Command"), { target: { value: "uptime" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Propose" }));
    await waitFor(() => expect(cast.session.state.proposals[0]?.participant).toBe(cast.session.owner));
    expect(client.called).toEqual([{ name: "proposal.make", input: { text: "uptime" } }]);
  });

  it("give the owner the way to propose in the palette and in Notes, and only then", () => {
    const cast = approved();
    const names = (state = cast.session.state) =>
      paletteRows(state, cast.session.owner).map((each) => each.name);
    expect(names()).toContain("proposal.make");
    renderAs(cast, cast.session.owner, <NotesPanel />);
    const proposals = within(screen.getByRole("region", { name: "Proposals" }));
    expect(proposals.getByRole("button", { name: "Propose" })).toBeTruthy();
    const usual = incident(nowMs, { mode: defaultModes.presenter }).session;
    expect(paletteRows(usual.state, usual.owner).map((each) => each.name)).not.toContain("proposal.make");
  });

  it("ask the witness, and neither the author nor the owner", () => {
    const cast = approved();
    cast.propose(cast.session.owner, "uptime");
    cast.propose(cast.ben, "df -h");
    cast.propose(cast.mia, "free");
    const asked = (who: ParticipantId) =>
      asksOf(cast.session.state, who).flatMap((each) => (each.kind === "proposal" ? [each.text] : []));
    expect(asked(cast.session.owner)).toEqual([]);
    expect(asked(cast.ben)).toEqual([]);
    expect(asked(cast.mia)).toEqual(["uptime", "df -h"]);
  });

  it("are told to the witness as they are proposed", () => {
    const cast = approved();
    const { spoken } = follow(cast.session, cast.mia);
    cast.propose(cast.session.owner, "uptime");
    expect(spoken).toEqual(["Ana Souza proposes a command"]);
  });

  it("let the witness approve what was written, as it was written", async () => {
    const cast = approved();
    cast.propose(cast.session.owner, "uptime");
    const bar = renderAs(cast, cast.mia, <AskBar />);
    expect(screen.queryByRole("button", { name: "Edit" })).toBeNull();
    bar.unmount();
    renderAs(cast, cast.mia, <NotesPanel />);
    expect(screen.queryByRole("button", { name: "Edit" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Type and run" }));
    await screen.findByText("Approved by Mia");
  });

  it("leave the owner a no to others' and a way back from their own, and no yes", () => {
    const cast = approved();
    cast.propose(cast.session.owner, "uptime");
    cast.propose(cast.ben, "df -h");
    renderAs(cast, cast.session.owner, <NotesPanel />);
    const [own, bens] = screen.getAllByTestId("proposal").map((each) =>
      within(each)
        .getAllByRole("button")
        .map((found) => found.textContent),
    );
    expect(own).toEqual(["Take it back"]);
    expect(bens).toEqual(["Reject"]);
  });

  it("are what the bar says of everybody, with what is each one's to do", () => {
    const cast = approved();
    const said = (who: ParticipantId) => controlWords(cast.session.state, who);
    const text = "Each command is approved";
    expect(said(cast.session.owner)).toEqual({ tone: "free", text, detail: rules["four-eyes-commands"] });
    expect(said(cast.mia).detail).toBe("You read what the others propose, and approve it.");
    const watcher = cast.session.join("Noor", cast.view);
    expect(said(watcher)).toEqual({
      tone: "free",
      text,
      detail: "A second person approves what is typed.",
    });
  });

  it("say who decides, or that nobody does yet", () => {
    const cast = approved();
    const { session, mia, ben } = cast;
    const said = (who: ParticipantId) => whoDecides(session.state, who);
    expect(said(mia)).toBe("A witness reads it and decides, once the owner has named one.");
    cast.name(ben, true);
    expect(said(session.owner)).toBe("Ben Okafor and Mia read it, and one of them decides.");
    cast.name(ben, false);
    cast.name(mia, false);
    expect(said(session.owner)).toContain("Nobody is named as a witness yet.");
  });

  it("are the owner's or a mentor's to decide where they are not required", () => {
    const { session, ben, mia } = incident(nowMs, { sessionType: "training" });
    expect(whoDecides(session.state, ben)).toBe("The owner reads it and decides.");
    session.happen({ type: "role.changed", participant: mia, by: session.owner, role: "mentor" });
    expect(whoDecides(session.state, ben)).toBe("The owner or a mentor reads it and decides.");
  });
});

describe("a proposal nobody decided about", () => {
  it("is expired once the session has ended, and rejected by nobody", () => {
    const cast = incident(nowMs, { mode: defaultModes.presenter });
    cast.session.happen({ type: "proposal.made", proposal: 1, participant: cast.ben, text: "ls" });
    cast.session.happen({ type: "session.ended", why: "owner" });
    renderAs(cast, cast.ben, <NotesPanel />);
    const note = screen.getByTestId("proposal");
    expect(note.textContent).toContain("Expired");
    expect(note.textContent).toContain("Nobody decided before the session ended");
    expect(note.textContent).not.toContain("Rejected");
  });
});
