import { assertNever } from "../../shared/base/assert.ts";
import { type CloseReason, closeReasons } from "../../shared/channel/close-reason.ts";
import type { Closing } from "../../shared/client/status.ts";
import type { SessionState } from "../../shared/state/state.ts";
import { useSession } from "../store/use-session.ts";
import { Closed } from "./closed.tsx";

interface OverlayProps {
  readonly onBack?: (() => void) | undefined;
  readonly onRetry: () => void;
}

type Ended = Extract<SessionState["phase"], { name: "ended" }>;

function endedText(phase: Ended, own: boolean, owner: string): string {
  switch (phase.why) {
    case "owner":
      return own ? "You ended it." : `${owner} ended it.`;
    case "target-exited":
      return phase.exitCode === undefined || phase.exitCode === 0
        ? "The program on the other end finished."
        : `The program on the other end stopped with code ${phase.exitCode}.${phase.message === undefined ? "" : ` ${phase.message}`}`;
    case "target-failed":
      return phase.message ?? "The program on the other end failed.";
    case "host-stopped":
      return own ? "Tandem was stopped on this machine." : "Tandem was stopped on the owner's machine.";
    default:
      return assertNever(phase.why);
  }
}

/** Over the last screen, once nothing more comes: that it is over, why, and what can be done. */
export function Overlay({ onBack, onRetry }: OverlayProps) {
  const status = useSession((view) => view.status);
  const phase = useSession((view) => view.state?.phase);
  const own = useSession((view) => view.me !== undefined && view.me === view.state?.owner);
  const owner = useSession((view) => view.state?.participants[view.state.owner]?.name ?? "The owner");
  const removal = useSession((view) => {
    const presence = view.me === undefined ? undefined : view.state?.participants[view.me]?.presence;
    return presence?.name === "removed" ? presence.reason : undefined;
  });
  const recorded = useSession((view) => view.state?.recording === "on");

  if (phase?.name === "ended") {
    const closing: Closing = { reason: "ended", message: endedText(phase, own, owner) };
    return (
      <div className="overlay">
        <Closed closing={closing} onBack={onBack}>
          {own && recorded && <p className="closed__text">Its recording is in the list of recordings.</p>}
        </Closed>
      </div>
    );
  }
  if (status.name !== "over") return null;
  const { reason } = status.closing;
  const told: Closing =
    removal === undefined
      ? status.closing
      : { reason, message: `${closeReasons.removed} The reason given: ${removal}` };
  return (
    <div className="overlay">
      <Closed closing={told} onBack={onBack} onRetry={rejoins(reason) ? onRetry : undefined} />
    </div>
  );
}

/** Removed and replaced people do not come back by a button over the old screen. */
function rejoins(reason: CloseReason): boolean {
  return reason !== "removed" && reason !== "replaced" && reason !== "ended";
}
