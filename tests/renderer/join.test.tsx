import "./drawable.ts";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { incident } from "../../renderer/fixtures/casts.ts";
import type { GuestDialer, Welcome } from "../../renderer/guest/dialer.ts";
import { GuestSteps } from "../../renderer/guest/guest-app.tsx";
import { onPlainLine } from "../../renderer/join/join-form.ts";
import { type JoinChoice, JoinView } from "../../renderer/join/join-view.tsx";
import { participantIdSchema } from "../../shared/base/ids.ts";
import { err, ok } from "../../shared/base/result.ts";
import { type CloseReason, closeReasons } from "../../shared/channel/close-reason.ts";
import { createConnectionPair } from "../../shared/channel/connection-pair.ts";
import type { Connection } from "../../shared/channel/connection.ts";
import type { Joining } from "../../shared/client/guest-dial.ts";
import type { Closing } from "../../shared/client/status.ts";
import { encodeSnapshot } from "../../shared/wire/log-frames.ts";
import { encodeMessage, type HostMessage } from "../../shared/wire/messages.ts";
import { nowMs, renderView } from "./support.tsx";

const { session } = incident(nowMs);
const welcome: Welcome = {
  versions: { least: 1, most: 1 },
  session: session.state.id,
  title: "prod-db-01",
  owner: "Ana Souza",
  target: "ssh",
  grant: "view",
  mode: session.state.mode,
  approval: false,
  recorded: true,
  people: 3,
  closed: null,
  hostFingerprint: "QK7D-2MZP-LX4T-VB6E",
};
const participant = participantIdSchema.parse(Object.keys(session.state.participants).at(-1));
const closing = (reason: CloseReason): Closing => ({ reason, message: closeReasons[reason] });

describe("the join page", () => {
  it("lets nobody in who has not accepted that the session is recorded", () => {
    const joined: JoinChoice[] = [];
    renderView(
      <JoinView welcome={welcome} plainLine={false} busy={false} onJoin={(choice) => joined.push(choice)} />,
    );
    fireEvent.change(screen.getByRole("textbox", { name: "Your name" }), { target: { value: " Mia " } });
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    expect(screen.getByRole("alert").textContent).toBe("To join, accept that the session is recorded.");
    fireEvent.click(screen.getByRole("checkbox"));
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    expect(joined).toEqual([{ name: "Mia", acceptedRecording: true }]);
  });

  it("says what is wrong with a name", () => {
    renderView(
      <JoinView welcome={{ ...welcome, recorded: false }} plainLine={false} busy={false} onJoin={() => {}} />,
    );
    const complaints = ["", "x".repeat(61), "Ana\u202ezuoS"].map((name) => {
      fireEvent.change(screen.getByRole("textbox"), { target: { value: name } });
      fireEvent.click(screen.getByRole("button", { name: "Join" }));
      return screen.getByRole("alert").textContent;
    });
    expect(complaints).toEqual([
      "Enter the name the others will see.",
      "At most 60 characters.",
      "It contains characters that cannot be shown.",
    ]);
  });

  it("warns on plain http to another machine, and only there", () => {
    const page = (address: string) => onPlainLine(new URL(address));
    expect(["http://192.168.1.20:8787/", "http://127.evil.example/"].map(page)).toEqual([true, true]);
    expect(
      ["https://t.example/", "http://127.0.0.1:99/", "http://localhost/", "http://[::1]:1/"].map(page),
    ).toEqual(Array(4).fill(false));
  });
});

describe("a guest's way in", () => {
  const steps = (
    look: () => ReturnType<GuestDialer["look"]>,
    join?: (joining: Joining) => ReturnType<GuestDialer["join"]>,
  ) =>
    renderView(
      <GuestSteps
        createDialer={() => ({
          look,
          join: join ?? (() => Promise.resolve(err(closing("refused")))),
        })}
      />,
    );

  it("stops at a wrong host key: no retry, no way on", async () => {
    steps(() => Promise.resolve(err(closing("wrong-host-key"))));
    await screen.findByRole("alert");
    expect(screen.getByRole("heading").textContent).toBe("This is not the host you were invited to");
    expect(screen.queryAllByRole("button")).toEqual([]);
  });

  it("tries again where trying again may help", async () => {
    const look = vi
      .fn<GuestDialer["look"]>()
      .mockResolvedValueOnce(err(closing("host-offline")))
      .mockResolvedValueOnce(ok(welcome));
    steps(look);
    fireEvent.click(await screen.findByRole("button", { name: "Try again" }));
    await screen.findByRole("heading", { name: "prod-db-01" });
    expect(look).toHaveBeenCalledTimes(2);
  });

  it("says of a closed link why it is closed", async () => {
    steps(() => Promise.resolve(ok({ ...welcome, closed: "used-up" })));
    expect((await screen.findByTestId("closed")).textContent).toContain(
      "This link has been used as often as it may be. Ask for a new one.",
    );
  });

  it("hands on who joins, and shows why they were refused", async () => {
    const joins: Joining[] = [];
    steps(
      () => Promise.resolve(ok({ ...welcome, recorded: false })),
      (joining) => {
        joins.push(joining);
        return Promise.resolve(err({ reason: "refused", message: "The session is full." }));
      },
    );
    fireEvent.change(await screen.findByRole("textbox"), { target: { value: "Mia" } });
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    await waitFor(() => expect(screen.getByTestId("closed").textContent).toContain("The session is full."));
    expect(joins).toEqual([{ name: "Mia", acceptedRecording: false, resume: undefined }]);
  });

  it("says to who was in and has to be let in anew that they wait, and shows the session once they are", async () => {
    const lines: Connection[] = [];
    const say = (message: HostMessage) => lines.at(-1)?.send("call", encodeMessage(message));
    const letIn = () => {
      say({ t: "welcome", participant, version: 1, epoch: session.state.epoch });
      lines.at(-1)?.send("log", encodeSnapshot(session.state));
    };
    steps(
      () => Promise.resolve(ok({ ...welcome, recorded: false })),
      () => {
        const { a, b } = createConnectionPair();
        lines.push(a);
        return Promise.resolve(ok(b));
      },
    );
    fireEvent.change(await screen.findByRole("textbox"), { target: { value: "Mia" } });
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    await waitFor(() => expect(lines).toHaveLength(1));
    letIn();
    await screen.findByTestId("session");
    lines.at(-1)?.close("lost");
    await waitFor(() => expect(lines).toHaveLength(2));
    say({ t: "waiting", participant, untilMs: nowMs + 60_000 });
    await screen.findByTestId("waiting");
    letIn();
    await screen.findByTestId("session");
    expect(screen.queryByTestId("waiting")).toBeNull();
  });
});
