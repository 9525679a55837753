import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../electron/engine/ports.ts";
import { incident } from "../../renderer/fixtures/casts.ts";
import type { Welcome } from "../../renderer/guest/dialer.ts";
import { GuestSteps } from "../../renderer/guest/guest-app.tsx";
import { createParticipantId } from "../../shared/base/ids.ts";
import { ok } from "../../shared/base/result.ts";
import { createChannelPair } from "../../shared/channel/pair.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { encodeMessage } from "../../shared/wire/messages.ts";
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
  recorded: false,
  people: 3,
  closed: null,
  hostFingerprint: "QK7D-2MZP-LX4T-VB6E",
};

describe("a guest's page", () => {
  it("says that it leaves when it is closed, not when it is only put aside", async () => {
    const pair = createChannelPair();
    const closes: string[] = [];
    pair.a.onClose((reason) => closes.push(reason));
    const host = createPlainConnection({ channel: pair.a });
    renderView(
      <GuestSteps
        createDialer={() => ({
          look: () => Promise.resolve(ok(welcome)),
          join: () => Promise.resolve(ok(createPlainConnection({ channel: pair.b }))),
        })}
      />,
    );
    fireEvent.change(await screen.findByRole("textbox"), { target: { value: "Mia" } });
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    const participant = createParticipantId(systemRandom);
    host.send("call", encodeMessage({ t: "waiting", participant, untilMs: nowMs + 60_000 }));
    await screen.findByTestId("waiting");
    const hide = (persisted: boolean) =>
      window.dispatchEvent(Object.assign(new Event("pagehide"), { persisted }));
    hide(true);
    await new Promise<void>((resolve) => setTimeout(resolve));
    expect(closes).toEqual([]);
    hide(false);
    await waitFor(() => expect(closes).toEqual(["left"]));
  });
});
