import { useCallback, useEffect, useState } from "react";
import { type SessionId, sessionIdSchema } from "../../shared/base/ids.ts";
import { ok } from "../../shared/base/result.ts";
import { createPlainConnection } from "../../shared/channel/plain-connection.ts";
import { createHostClient } from "../../shared/client/host-client.ts";
import { patientReconnect } from "../../shared/client/reconnect.ts";
import { createSessionClient } from "../../shared/client/session-client.ts";
import type { Closing } from "../../shared/client/status.ts";
import type { Bridge } from "../bridge.ts";
import { HomeView } from "../home/home-view.tsx";
import { JoinPage } from "../join/join-page.tsx";
import { LookingView } from "../join/looking-view.tsx";
import { pageClock } from "../platform.ts";
import { Closed } from "../session/closed.tsx";
import { SessionView } from "../session/session-view.tsx";
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
  const [host, setHost] = useState<HostModel>();
  const [failed, setFailed] = useState<Closing>();
  const [attempt, setAttempt] = useState(0);
  const [session, setSession] = useState(sessionOfAddress);

  useEffect(() => {
    let stale = false;
    let opened: HostModel | undefined;
    void bridge.open("host").then((channel) => {
      if (stale) return channel.ok && channel.value.close("left");
      if (!channel.ok) return setFailed(channel.error);
      opened = createHostModel(createHostClient(channel.value), pageClock);
      setHost(opened);
      return undefined;
    });
    return () => {
      stale = true;
      opened?.dispose();
    };
  }, [bridge, attempt]);

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

  const again = () => {
    setFailed(undefined);
    setAttempt((count) => count + 1);
  };

  if (failed !== undefined) {
    return (
      <JoinPage>
        <Closed closing={failed} onRetry={again} />
      </JoinPage>
    );
  }
  if (host === undefined) return <LookingView what="Starting" />;
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

function openSession(bridge: Bridge, host: HostModel, session: SessionId): SessionModel {
  const client = createSessionClient({
    clock: pageClock,
    reconnect: patientReconnect,
    dial: async () => {
      const channel = await bridge.open(`session/${session}`);
      return channel.ok ? ok(createPlainConnection({ channel: channel.value })) : channel;
    },
  });
  return createSessionModel({ client, clock: pageClock, host: host.client });
}
