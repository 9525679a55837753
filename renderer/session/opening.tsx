import { useSession } from "../store/use-session.ts";
import { Button } from "../ui/button.tsx";
import { Closed } from "./closed.tsx";

/** Before the first screen: the shape of what comes, or why it does not. */
export function Opening({ onBack }: { readonly onBack?: (() => void) | undefined }) {
  const status = useSession((view) => view.status);
  if (status.name === "over") return <Closed closing={status.closing} onBack={onBack} />;
  return (
    <div className="session" aria-busy="true">
      <header className="title-bar">
        {onBack !== undefined && (
          <Button look="quiet" onClick={onBack}>
            Sessions
          </Button>
        )}
        <span className="skeleton" style={{ width: 180, height: 14 }} />
      </header>
      <div className="session__body">
        <main className="session__screen">
          <div className="session__stack">
            <div className="surface surface--watch surface--empty" role="status">
              <span className="spinner" aria-hidden="true" />
              {status.name === "reconnecting" ? "Reconnecting…" : "Opening the session…"}
            </div>
          </div>
          <footer className="control-bar">
            <span className="skeleton" style={{ width: 140, height: 12 }} />
          </footer>
        </main>
      </div>
    </div>
  );
}
