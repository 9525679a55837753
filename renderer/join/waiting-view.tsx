import { approvalTimeoutMs } from "../../shared/commands/host.ts";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { useNow } from "../ui/use-now.ts";
import { clockTime } from "../ui/words.ts";
import { JoinPage } from "./join-page.tsx";

interface WaitingViewProps {
  readonly owner: string;
  readonly title: string;
  readonly name: string;
  /** By the host's clock. */
  readonly untilMs: number;
  readonly onLeave: () => void;
}

/** Asked, not answered yet. */
export function WaitingView({ owner, title, name, untilMs, onLeave }: WaitingViewProps) {
  const now = useNow(1_000);
  // The host's clock may be another: never more is shown than a request can last.
  const [endsAtMs] = useState(() => Math.min(untilMs, Date.now() + approvalTimeoutMs));
  const leftMs = Math.max(0, endsAtMs - now);
  return (
    <JoinPage>
      <p className="join__from">
        Asked <bdi>{owner}</bdi> to let you in
      </p>
      <h1 className="join__title">
        <bdi>{title}</bdi>
      </h1>
      <div className="waiting" data-testid="waiting">
        <span className="waiting__dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <p role="status">
          Waiting as{" "}
          <strong>
            <bdi>{name}</bdi>
          </strong>
          . You come in by yourself when the answer is yes.
        </p>
        <p className="muted figures" role="timer" aria-live="off">
          The request lapses in {clockTime(leftMs)}
        </p>
      </div>
      <Button onClick={onLeave}>Stop waiting</Button>
    </JoinPage>
  );
}
