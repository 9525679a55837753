import { useCallback, useEffect, useState } from "react";
import { useStore } from "zustand";
import { type SessionId, sessionIdSchema } from "../../shared/base/ids.ts";
import { ok } from "../../shared/base/result.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { patientReconnect } from "../../shared/client/reconnect.ts";
import { createSessionClient } from "../../shared/client/session-client.ts";
import type { Bridge } from "../bridge.ts";
import { HomeView } from "../home/home-view.tsx";
import { JoinPage } from "../join/join-page.tsx";
import { LookingView } from "../join/looking-view.tsx";
import { pageClock } from "../platform.ts";
import { Closed } from "../session/closed.tsx";
import { SessionView } from "../session/session-view.tsx";
import { createHostLine } from "../store/host-line.ts";
import { createHostModel, type HostModel } from "../store/host-model.ts";
import { createSessionModel, type SessionModel } from "../store/session-model.ts";
import { SessionProvider } from "../store/use-session.ts";
import { useOwnerTitle } from "./use-owner-title.ts";

/** The session this page shows, from its address; undefined for the list. */
function sessionOfAddress(): SessionId | undefined {
  const parsed = sessionIdSchema.safeParse(/^#\/session\/(.+)$/.exec(location.hash)?.[1]);
  return parsed.success ? parsed.data : undefined;
}

/** The owner's page: the list, or one session. Sessions go on when a page shows another one or closes. */
export function OwnerApp({ bridge }: { readonly bridge: Bridge }) {
  const [host] = useState(() => openHost(bridge));
  useEffect(() => () => host.dispose(), [host]);
  const line = useStore(host.store, (view) => view.line);
  const [session, setSession] = useState(sessionOfAddress);

  useEffect(() => {
    const follow = () => setSession(sessionOfAddress());
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  const open = useCallback((id: SessionId) => {
    location.hash = `/session/${id}`;
  }, []);
  const back = useCallback(() => {
    location.hash = "/";
  }, []);

  if (line.name === "opening") return <LookingView what="Starting" />;
  if (line.name === "failed") {
    return (
      <JoinPage>
        <Closed closing={line.closing} onRetry={() => host.client.retry()} />
      </JoinPage>
    );
  }
  if (session === undefined) return <Home model={host} onOpen={open} />;
  return <OwnSession key={session} bridge={bridge} host={host} session={session} onBack={back} />;
}

function Home({
  model,
  onOpen,
}: {
  readonly model: HostModel;
  readonly onOpen: (session: SessionId) => void;
}) {
  useOwnerTitle(model, undefined);
  return <HomeView model={model} onOpen={onOpen} />;
}

interface OwnSessionProps {
  readonly bridge: Bridge;
  readonly host: HostModel;
  readonly session: SessionId;
  readonly onBack: () => void;
}

/** Keyed by its session: one line for as long as it is shown. */
function OwnSession({ bridge, host, session, onBack }: OwnSessionProps) {
  const [model] = useState(() => openSession(bridge, host, session));
  useEffect(() => () => model.dispose(), [model]);
  useOwnerTitle(host, session);
  return (
    <SessionProvider value={model}>
      <SessionView onBack={onBack} />
    </SessionProvider>
  );
}

function openHost(bridge: Bridge): HostModel {
  const line = createHostLine({
    open: () => bridge.open("host"),
    clock: pageClock,
    reconnect: patientReconnect,
  });
  return createHostModel(line, pageClock);
}

function openSession(bridge: Bridge, host: HostModel, session: SessionId): SessionModel {
  const client = createSessionClient({
    clock: pageClock,
    reconnect: patientReconnect,
    dial: async () => {
      const channel = await bridge.open(`session/${session}`);
      return channel.ok ? ok(createPlainConnection({ channel: channel.value })) : channel;
    },
    sink: "later",
  });
  return createSessionModel({ client, clock: pageClock, host: host.client });
}
