import { CircleSlash, LogOut, ShieldAlert, SquareX, Unplug, UserX } from "lucide-react";
import type { ReactNode } from "react";
import type { CloseReason } from "../../shared/channel/close-reason.ts";
import { afterClosing, type Closing } from "../../shared/client/status.ts";
import { Button } from "../ui/button.tsx";
import "./closed.css";

const titles: Readonly<Partial<Record<CloseReason, string>>> = {
  left: "You left",
  ended: "The session has ended",
  removed: "You were removed from the session",
  refused: "You were not let in",
  "wrong-host-key": "This is not the host you were invited to",
  "authentication-failed": "The other side could not prove who it is",
  "unknown-link": "This link is not valid",
  "host-offline": "The host is offline",
  "server-unreachable": "The signaling server cannot be reached",
  "version-unsupported": "Different versions",
  "rate-limited": "Too many attempts",
  idle: "You were away for too long",
  replaced: "You joined from somewhere else",
  lost: "The line was lost",
};

function Mark({ reason }: { readonly reason: CloseReason }) {
  const size = { size: 22, "aria-hidden": true } as const;
  switch (reason) {
    case "left":
      return <LogOut {...size} />;
    case "ended":
      return <CircleSlash {...size} />;
    case "removed":
    case "refused":
      return <UserX {...size} />;
    case "wrong-host-key":
    case "authentication-failed":
      return <ShieldAlert {...size} />;
    case "unknown-link":
      return <SquareX {...size} />;
    default:
      return <Unplug {...size} />;
  }
}

/** Nothing to go on with: somebody else answered. There is no button that does it anyway. */
const alarming: ReadonlySet<CloseReason> = new Set(["wrong-host-key", "authentication-failed"]);

interface ClosedProps {
  readonly closing: Closing;
  readonly onBack?: (() => void) | undefined;
  readonly onRetry?: (() => void) | undefined;
  readonly children?: ReactNode;
}

/** Why a session is not (or no longer) there: what happened, why, and what can be done. */
export function Closed({ closing, onBack, onRetry, children }: ClosedProps) {
  const { reason, message } = closing;
  const alarm = alarming.has(reason);
  const title = titles[reason] ?? "The connection ended";
  // Nothing is said twice, and whoever left knows it.
  const rest = message.startsWith(`${title}.`) ? message.slice(title.length + 1).trim() : message;
  const text = reason === "left" ? "" : rest;
  const retries =
    onRetry !== undefined &&
    !alarm &&
    (afterClosing[reason] === "retry" || reason === "idle" || reason === "left");
  return (
    <div className="closed">
      <div
        className={`closed__box ${alarm ? "closed__box--alarm" : ""}`}
        role={alarm ? "alert" : "status"}
        data-testid="closed"
        data-reason={reason}
      >
        <span className="closed__mark">
          <Mark reason={reason} />
        </span>
        <h1 className="closed__title">{title}</h1>
        {text !== "" && <p className="closed__text">{text}</p>}
        {alarm && (
          <p className="closed__text">
            Somebody may be trying to read along. Nothing was sent to them. Ask whoever invited you for a new
            link, over a way you trust.
          </p>
        )}
        {children}
        {(retries || onBack !== undefined) && (
          <div className="closed__actions">
            {retries && (
              <Button look="primary" onClick={onRetry}>
                {reason === "left" ? "Join again" : "Try again"}
              </Button>
            )}
            {onBack !== undefined && <Button onClick={onBack}>Back to the sessions</Button>}
          </div>
        )}
        {onBack === undefined && !retries && <p className="closed__hint">You can close this page.</p>}
      </div>
    </div>
  );
}
