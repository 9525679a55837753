import { useEffect, useState } from "react";
import type { HostClient } from "../../shared/client/host-client.ts";
import type { SignalingStatus } from "../../shared/wire/host-api.ts";

/** The host's line to the signaling server; undefined until the host has told. */
export function useSignaling(host: HostClient): SignalingStatus | undefined {
  const [status, setStatus] = useState<SignalingStatus>();
  useEffect(() => {
    let told = false;
    const listening = host.onSignaling((next) => {
      told = true;
      setStatus(next);
    });
    void host.call("host.info", {}).then((answer) => {
      if (!told && answer.ok) setStatus(answer.value.signaling);
    });
    return () => listening.dispose();
  }, [host]);
  return status;
}
