import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { presented, proposing } from "../../renderer/fixtures/casts.ts";
import { NotesPanel } from "../../renderer/session/panel/notes-panel.tsx";
import { SessionProvider } from "../../renderer/store/use-session.ts";
import { nowMs, renderAs, renderView } from "./support.tsx";

/** As the owner sees the notes; `lookAway` shows another tab for a moment. */
function renderNotes(cast: ReturnType<typeof presented>) {
  const { client, model, unmount } = renderAs(cast, cast.session.owner, <NotesPanel />);
  let leave = unmount;
  const lookAway = () => {
    leave();
    ({ unmount: leave } = renderView(
      <SessionProvider value={model}>
        <NotesPanel />
      </SessionProvider>,
    ));
  };
  return { client, lookAway };
}

describe("questions and raised hands", () => {
  it("lists open questions before answered ones, and lets the owner answer", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <NotesPanel />);
    const [first, second] = screen.getAllByTestId("question");
    expect(first?.textContent).toContain("Will the queued orders be charged twice?");
    expect(second?.textContent).toContain("lock_timeout is 0");
    fireEvent.click(screen.getByRole("button", { name: "Answer" }));
    fireEvent.change(screen.getByLabelText("Answer to Mia"), {
      target: { value: "No, they are idempotent." },
    });
    fireEvent.click(screen.getByRole("button", { name: "Answer" }));
    await screen.findByText("No, they are idempotent.", { exact: false });
    expect(client.called).toEqual([
      { name: "question.answer", input: { question: 2, text: "No, they are idempotent." } },
    ]);
  });

  it("keeps an answer that is being written while something else is looked at, until it is given or called off", async () => {
    const { client, lookAway } = renderNotes(presented(nowMs));
    fireEvent.click(screen.getByRole("button", { name: "Answer" }));
    fireEvent.change(screen.getByLabelText("Answer to Mia"), { target: { value: "No, they" } });
    lookAway();
    expect(screen.getByLabelText<HTMLTextAreaElement>("Answer to Mia").value).toBe("No, they");
    fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(screen.queryByLabelText("Answer to Mia")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Answer" }));
    expect(screen.getByLabelText<HTMLTextAreaElement>("Answer to Mia").value).toBe("");
    fireEvent.change(screen.getByLabelText("Answer to Mia"), { target: { value: "No." } });
    fireEvent.click(screen.getByRole("button", { name: "Answer" }));
    await waitFor(() => expect(screen.queryByLabelText("Answer to Mia")).toBeNull());
    lookAway();
    expect(screen.queryByLabelText("Answer to Mia")).toBeNull();
    expect(client.called).toEqual([{ name: "question.answer", input: { question: 2, text: "No." } }]);
  });

  it("lets a viewer ask and raise a hand, and answer nothing", async () => {
    const cast = presented(nowMs);
    cast.session.happen({ type: "hand.lowered", participant: cast.mia, by: cast.mia });
    renderAs(cast, cast.mia, <NotesPanel />);
    expect(screen.queryByRole("button", { name: "Answer" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Raise your hand" }));
    await screen.findByRole("button", { name: "Lower" });
    fireEvent.click(screen.getByRole("button", { name: "Ask" }));
    const dialog = await screen.findByRole("dialog", { name: "Ask a question" });
    fireEvent.change(within(dialog).getByLabelText("Question"), { target: { value: "Which node is next?" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Ask" }));
    await screen.findByText("Which node is next?");
  });
});

describe("proposals", () => {
  it("shows what acts by itself as a character to be seen", () => {
    const cast = proposing(nowMs);
    renderAs(cast, cast.session.owner, <NotesPanel />);
    expect(screen.getByText("Tab").parentElement?.textContent).toBe(
      "tail -f /var/log/billing.logTab| grep -v info",
    );
  });

  it("lets the owner edit one before it is typed, and the list says so", async () => {
    const cast = proposing(nowMs);
    const { client } = renderAs(cast, cast.session.owner, <NotesPanel />);
    fireEvent.click(screen.getAllByRole("button", { name: "Edit" })[0] ?? document.body);
    fireEvent.change(screen.getByLabelText("What is typed"), { target: { value: "psql -c 'select 1'" } });
    fireEvent.click(screen.getByRole("button", { name: "Type only" }));
    await screen.findByText("Edited and approved by Ana Souza");
    expect(client.called).toEqual([
      { name: "proposal.approve", input: { proposal: 2, text: "psql -c 'select 1'", run: false } },
    ]);
  });

  it("keeps an edit, and a word on why, while something else is looked at", async () => {
    const cast = proposing(nowMs);
    const { client, lookAway } = renderNotes(cast);
    fireEvent.click(screen.getAllByRole("button", { name: "Edit" })[0] ?? document.body);
    fireEvent.change(screen.getByLabelText("What is typed"), { target: { value: "psql -c 'select" } });
    lookAway();
    expect(screen.getByLabelText<HTMLTextAreaElement>("What is typed").value).toBe("psql -c 'select");
    fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
    fireEvent.click(screen.getAllByRole("button", { name: "Reject" })[0] ?? document.body);
    fireEvent.change(screen.getByLabelText("A word on why"), { target: { value: "Not now" } });
    lookAway();
    expect(screen.getByLabelText<HTMLInputElement>("A word on why").value).toBe("Not now");
    fireEvent.click(screen.getAllByRole("button", { name: "Reject" })[0] ?? document.body);
    await waitFor(() => expect(cast.session.state.proposals[1]?.status).toBe("rejected"));
    expect(client.called).toEqual([{ name: "proposal.reject", input: { proposal: 2, reason: "Not now" } }]);
  });

  it("rejects with a word, which the proposer reads", async () => {
    const cast = proposing(nowMs);
    const owner = renderAs(cast, cast.session.owner, <NotesPanel />);
    fireEvent.click(screen.getAllByRole("button", { name: "Reject" })[0] ?? document.body);
    fireEvent.change(screen.getByLabelText("A word on why"), { target: { value: "Not during the day" } });
    fireEvent.click(screen.getAllByRole("button", { name: "Reject" })[0] ?? document.body);
    await waitFor(() => expect(cast.session.state.proposals[1]?.status).toBe("rejected"));
    owner.unmount();
    renderAs(cast, cast.ben, <NotesPanel />);
    expect(screen.getByText("Rejected by Ana Souza: Not during the day")).toBeTruthy();
  });

  it("lets its author take one back, and nobody else decide", async () => {
    const cast = proposing(nowMs);
    renderAs(cast, cast.ben, <NotesPanel />);
    expect(screen.queryByRole("button", { name: "Type and run" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Take it back" }));
    await waitFor(() => expect(cast.session.state.proposals[1]?.status).toBe("withdrawn"));
  });
});

describe("bookmarks and annotations in the list", () => {
  it("sets a bookmark with its category", async () => {
    const cast = presented(nowMs);
    const { client } = renderAs(cast, cast.ben, <NotesPanel />);
    fireEvent.click(screen.getByRole("button", { name: "Set" }));
    const dialog = await screen.findByRole("dialog", { name: "Set a bookmark" });
    fireEvent.change(within(dialog).getByLabelText("Label"), { target: { value: "Failover begins" } });
    fireEvent.click(within(dialog).getByRole("radio", { name: "Problem" }));
    fireEvent.click(within(dialog).getByRole("button", { name: "Set bookmark" }));
    await screen.findByText("Failover begins");
    expect(client.called).toEqual([
      { name: "bookmark.add", input: { label: "Failover begins", category: "problem" } },
    ]);
  });

  it("lets people clear what is theirs, and the owner everything", async () => {
    const cast = presented(nowMs);
    const guest = renderAs(cast, cast.ben, <NotesPanel />);
    expect(screen.getAllByTestId("annotation-note")).toHaveLength(4);
    expect(screen.queryByRole("button", { name: "Clear all" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Clear mine" }));
    await waitFor(() => expect(screen.getAllByTestId("annotation-note")).toHaveLength(3));
    guest.unmount();
    renderAs(cast, cast.session.owner, <NotesPanel />);
    fireEvent.click(screen.getByRole("button", { name: "Clear all" }));
    await waitFor(() => expect(cast.session.state.annotations).toEqual([]));
  });
});
