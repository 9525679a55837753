import "./drawable.ts";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { Bridge } from "../../renderer/bridge.ts";
import { createFakeSession, type FakeSession } from "../../renderer/fixtures/fake-session.ts";
import { createFakeHost } from "../../renderer/fixtures/fake-host.ts";
import { OwnerApp } from "../../renderer/owner/owner-app.tsx";
import { fromUtf8, utf8 } from "../../shared/base/bytes.ts";
import { err, ok } from "../../shared/base/result.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import type { CloseReason } from "../../shared/channel/close-reason.ts";
import { createChannelPair } from "../../shared/channel/pair.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import type { Closing } from "../../shared/client/status.ts";
import {
  type HostCallName,
  type HostReply,
  hostRequestSchema,
  type RecordingSummary,
  type SessionSummary,
} from "../../shared/wire/host-api.ts";
import { encodeSnapshot } from "../../shared/wire/log-frames.ts";
import { encodeMessage } from "../../shared/wire/messages.ts";
import { nowMs, renderView } from "./support.tsx";

function summary({ state }: FakeSession): SessionSummary {
  const { id, title, target } = state;
  const quiet = { people: 0, waiting: 0, recording: "off", phase: "running" } as const;
  return { id, title, target, mode: "interactive", type: "standard", startedAtMs: nowMs, ...quiet };
}

/** Lets an owner's window into a session as it stands. */
function attach(channel: Channel, { state, owner }: FakeSession): void {
  const connection = createPlainConnection({ channel });
  connection.send("call", encodeMessage({ t: "welcome", participant: owner, version: 1, epoch: 1 }));
  connection.send("log", encodeSnapshot(state));
}

const recorded: RecordingSummary = {
  path: "/recordings/before.cast",
  bytes: 4_000,
  live: false,
  title: "Recorded before",
  startedAtMs: nowMs - 60_000,
};

/** Answers an owner's calls as a host with these sessions does. */
function answer(
  channel: Channel,
  sessions: readonly SessionSummary[],
  silent: readonly HostCallName[] = [],
): void {
  const host = createFakeHost({ nowMs, sessions, silent, recordings: [recorded] });
  const handle = async (frame: Uint8Array) => {
    const { id, call } = hostRequestSchema.parse(JSON.parse(fromUtf8(frame)));
    const told =
      call === "host.info" || call === "session.list" || call === "recording.list"
        ? await host.call(call, {})
        : call === "recording.verify"
          ? await host.call(call, { path: recorded.path })
          : err({ code: "unknown-call", message: `This host was asked: ${call}` });
    const reply: HostReply = told.ok ? { id, ok: true, value: told.value } : { id, ok: false, ...told.error };
    channel.send(utf8(JSON.stringify(reply)));
  };
  channel.onFrame((frame) => void handle(frame));
}

/** A way to one host after another: none at first. */
function bridgeToHosts() {
  const lines = new Set<Channel>();
  let accept: ((path: string, channel: Channel) => void) | Closing = (_path, channel) =>
    channel.close("host-offline");
  const bridge: Bridge = {
    open(path) {
      if (typeof accept !== "function") return Promise.resolve(err(accept));
      const pair = createChannelPair();
      lines.add(pair.a);
      accept(path, pair.a);
      return Promise.resolve(ok(pair.b));
    },
  };
  const hosts = {
    bridge,
    /** From now on a host with these sessions answers. */
    begin(...sessions: readonly FakeSession[]) {
      hosts.beginSilent([], ...sessions);
    },
    /** The same, of one that does not come to answer some of what it is asked. */
    beginSilent(silent: readonly HostCallName[], ...sessions: readonly FakeSession[]) {
      accept = (path, channel) => {
        if (path === "host") return answer(channel, sessions.map(summary), silent);
        const found = sessions.find(({ state }) => path === `session/${state.id}`);
        if (found === undefined) channel.close("ended");
        else attach(channel, found);
      };
    },
    /** Every line to it is gone, and nobody answers until the next begins. */
    end(reason: CloseReason = "lost") {
      accept = (_path, channel) => channel.close("host-offline");
      for (const line of lines) line.close(reason);
      lines.clear();
    },
    /** Nobody is there to lead to a host at all. */
    unreachable() {
      accept = { reason: "server-unreachable", message: "Tandem does not answer on this machine." };
    },
  };
  return hosts;
}

/** Attempts are ever further apart, and a shared machine makes pages slow. */
const patience = { timeout: 15_000 };
const shows = (...titles: readonly string[]) => waitFor(() => expect(rows()).toEqual(titles), patience);

let seed = 1;
const session = (title: string) => createFakeSession({ nowMs, title, seed: seed++ });

const start = () => screen.getByTestId<HTMLButtonElement>("start");
const rows = () => screen.queryAllByTestId("session-row").map((row) => row.querySelector("bdi")?.textContent);

afterEach(() => {
  location.hash = "";
});

describe("an owner's list", () => {
  it.each(["lost", "too-slow", "left", "host-offline"] as const)(
    "has a line that was closed (%s) made anew, and shows the host that answers then",
    async (reason) => {
      const hosts = bridgeToHosts();
      hosts.begin(session("Before"));
      renderView(<OwnerApp bridge={hosts.bridge} />);
      await shows("Before");

      hosts.end(reason);
      expect(await screen.findByText(/^Reconnecting…/, {}, patience)).toBeDefined();
      expect(start().disabled).toBe(true);

      hosts.begin(session("After"));
      await shows("After");
      expect(screen.queryByText(/Reconnecting/)).toBeNull();
      expect(start().disabled).toBe(false);
    },
  );

  it("stays as it is while the line is lost, whatever was asked and is not answered any more", async () => {
    const hosts = bridgeToHosts();
    hosts.beginSilent(["recording.list"], session("Before"));
    renderView(<OwnerApp bridge={hosts.bridge} />);
    await shows("Before");
    hosts.end();
    await screen.findByText(/^Reconnecting…/, {}, patience);
    expect(rows()).toEqual(["Before"]);
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
    hosts.begin(session("After"));
    await shows("After");
    await screen.findByText("Recorded before", {}, patience);
  });

  it("has the next host look at a recording that the one before did not come to judge", async () => {
    const hosts = bridgeToHosts();
    hosts.beginSilent(["recording.verify"], session("Before"));
    renderView(<OwnerApp bridge={hosts.bridge} />);
    await screen.findByText("Recorded before", {}, patience);
    hosts.end();
    await screen.findByText(/^Reconnecting…/, {}, patience);
    hosts.begin(session("After"));
    await screen.findByText("Intact", {}, patience);
    expect(screen.queryByText(/The host has stopped/)).toBeNull();
  });

  it("says that the host has stopped where nobody leads to one any more, and tries again when told to", async () => {
    const hosts = bridgeToHosts();
    hosts.begin(session("Before"));
    renderView(<OwnerApp bridge={hosts.bridge} />);
    await shows("Before");

    hosts.end();
    hosts.unreachable();
    const again = await screen.findByRole("button", { name: "Try again" }, patience);
    expect(screen.getByText(/^The host has stopped/)).toBeDefined();
    for (const untrue of ["Running sessions", "Online"]) expect(screen.queryByText(untrue)).toBeNull();
    expect(start().disabled).toBe(true);

    hosts.begin(session("After"));
    fireEvent.click(again);
    await shows("After");
    expect(screen.queryByText(/The host has stopped/)).toBeNull();
    expect(start().disabled).toBe(false);
  });

  it("says why there is no host to begin with, and tries again when told to", async () => {
    const hosts = bridgeToHosts();
    renderView(<OwnerApp bridge={hosts.bridge} />);
    const again = await screen.findByRole("button", { name: "Try again" }, patience);
    expect(screen.getByRole("heading").textContent).toBe("The host is offline");
    hosts.begin(session("First"));
    fireEvent.click(again);
    await shows("First");
  });
});

describe("an owner's session", () => {
  const line = () => screen.getByTestId("line").textContent;

  it("goes on by itself on a host that still has it, and asks that one for its links", async () => {
    const hosts = bridgeToHosts();
    const one = session("Kept");
    hosts.begin(one);
    location.hash = `/session/${one.state.id}`;
    renderView(<OwnerApp bridge={hosts.bridge} />);
    await waitFor(() => expect(line()).toMatch(/^Live/), patience);
    const view = screen.getByTestId("session");

    hosts.end();
    await waitFor(() => expect(line()).toMatch(/^Reconnecting/), patience);
    hosts.begin(one);
    await waitFor(() => expect(line()).toMatch(/^Live/), patience);
    expect(screen.getByTestId("session"), "what stood in its fields stands there still").toBe(view);
    fireEvent.click(screen.getByTestId("share"));
    fireEvent.click(await screen.findByTestId("create-link", {}, patience));
    expect(await screen.findByText("This host was asked: link.share", {}, patience)).toBeDefined();
  });

  it("has ended where the next host does not know it", async () => {
    const hosts = bridgeToHosts();
    const one = session("Before");
    hosts.begin(one);
    location.hash = `/session/${one.state.id}`;
    renderView(<OwnerApp bridge={hosts.bridge} />);
    await waitFor(() => expect(line()).toMatch(/^Live/), patience);
    hosts.end();
    hosts.begin(session("After"));
    expect((await screen.findByTestId("closed", {}, patience)).dataset["reason"]).toBe("ended");
    fireEvent.click(screen.getByRole("button", { name: "Back to the sessions" }));
    await shows("After");
  });
});
