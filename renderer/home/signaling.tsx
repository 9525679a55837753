import type { SignalingStatus } from "../../shared/wire/host-api.ts";
import { Tip } from "../ui/tip.tsx";

const words = {
  online: "Online",
  connecting: "Connecting…",
  offline: "Offline",
} as const satisfies Record<SignalingStatus["status"], string>;

function sentence(status: SignalingStatus): string {
  switch (status.status) {
    case "online":
      return status.embedded
        ? `Links lead to this machine: ${status.url}`
        : `Links lead to the signaling server ${status.url}. It introduces people and can read nothing.`;
    case "connecting":
      return `Connecting to the signaling server ${status.url}`;
    case "offline":
      return status.message ?? `The signaling server ${status.url} cannot be reached.`;
  }
}

export function Signaling({ status }: { readonly status: SignalingStatus }) {
  return (
    <Tip text={sentence(status)}>
      <button
        type="button"
        className={`signaling signaling--${status.status}`}
        aria-label={`Signaling server: ${words[status.status]}. ${sentence(status)}`}
      >
        <span className="signaling__dot" aria-hidden="true" />
        {words[status.status]}
      </button>
    </Tip>
  );
}
