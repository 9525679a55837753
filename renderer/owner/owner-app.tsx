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
    setFailed(undefined);
    void bridge.open("host").then((channel) => {
      if (stale) return channel.ok && channel.value.close("left");
      if (!channel.ok) return setFailed(channel.error);
      opened = createHostModel(createHostClient(channel.value));
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

  if (failed !== undefined) {
    return (
      <JoinPage>
        <Closed closing={failed} onRetry={() => setAttempt((count) => count + 1)} />
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

function OwnSession({ bridge, host, session, onBack }: OwnSessionProps) {
  const [model, setModel] = useState<SessionModel>();
  useEffect(() => {
    const client = createSessionClient({
      clock: pageClock,
      reconnect: patientReconnect,
      dial: async () => {
        const channel = await bridge.open(`session/${session}`);
        return channel.ok ? ok(createPlainConnection({ channel: channel.value })) : channel;
      },
    });
    const opened = createSessionModel({ client, clock: pageClock, host: host.client });
    setModel(opened);
    return () => opened.dispose();
  }, [bridge, host, session]);
  useOwnerTitle(host, session);
  if (model === undefined) return null;
  return (
    <SessionProvider value={model}>
      <SessionView onBack={onBack} />
    </SessionProvider>
  );
}
