import { KeyRound } from "lucide-react";
import { JoinPage } from "../join/join-page.tsx";
import "../session/closed.css";

/** An owner's page that was reloaded or opened by hand: its one-time code is used up, and nothing of it was kept. */
export function LockedPage() {
  return (
    <JoinPage>
      <div className="closed">
        <div className="closed__box" data-testid="locked">
          <span className="closed__mark">
            <KeyRound size={22} aria-hidden="true" />
          </span>
          <h1 className="closed__title">Open Tandem from its own address again</h1>
          <p className="closed__text">
            The address works once, so that no other page or person on this machine can use it. Your sessions
            go on.
          </p>
          <p className="closed__text">
            Press Enter in the terminal where Tandem runs: it prints a fresh one.
          </p>
        </div>
      </div>
    </JoinPage>
  );
}
