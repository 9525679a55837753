import { useState } from "react";
import { useStore } from "zustand";
import type { SessionId } from "../../shared/base/ids.ts";
import type { HostModel } from "../store/host-model.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { plural } from "../ui/words.ts";
import { Wordmark } from "../ui/wordmark.tsx";
import "./home.css";
import { RecordingRow } from "./recording-row.tsx";
import { SessionRow } from "./session-row.tsx";
import { Signaling } from "./signaling.tsx";
import { StartPanel } from "./start-panel.tsx";

interface HomeViewProps {
  readonly model: HostModel;
  readonly onOpen: (session: SessionId) => void;
}

/** What an owner starts from: begin a session, go on with one, look at what was recorded. */
export function HomeView({ model, onOpen }: HomeViewProps) {
  const { info, signaling, sessions, recordings, line } = useStore(model.store);
  const [allRecordings, setAllRecordings] = useState(false);
  const newest =
    recordings.name === "here" ? (allRecordings ? recordings.value : recordings.value.slice(0, 8)) : [];
  // A host that has stopped records nothing any more.
  const shown = line.name === "gone" ? newest.map((each) => ({ ...each, live: false })) : newest;
  return (
    <div className="home">
      <header className="home__head">
        <Wordmark />
        {signaling !== undefined && line.name === "live" && <Signaling status={signaling} />}
      </header>
      <main className="home__main">
        {line.name === "reconnecting" && (
          <div role="status">
            <Notice tone="warning">Reconnecting… The line to the host was lost.</Notice>
          </div>
        )}
        {line.name === "gone" && (
          <div role="status">
            <Failed
              message="The host has stopped, and its sessions with it; recordings are safe. Start Tandem again; in a browser, open the new address it prints."
              onRetry={() => model.client.retry()}
            />
          </div>
        )}
        {signaling?.status === "offline" && line.name === "live" && (
          <Notice tone="warning">
            {signaling.message ?? "The signaling server cannot be reached."} Sessions run on; nobody new can
            join by link until it is back.
          </Notice>
        )}
        {signaling?.lan === true && signaling.url.startsWith("http:") && (
          <Notice tone="warning">
            Links work in your local network without TLS: a browser guest trusts that network. The app and the
            command line do not have to.
          </Notice>
        )}
        <StartPanel model={model} disabled={line.name !== "live"} onStarted={onOpen} />

        {line.name !== "gone" && (
          <section className="home__section" aria-labelledby="running">
            <h2 id="running" className="home__label">
              Running sessions
            </h2>
            {sessions.name === "loading" && <RowSkeletons count={2} />}
            {sessions.name === "failed" && (
              <Failed message={sessions.message} onRetry={() => void model.reload()} />
            )}
            {sessions.name === "here" && sessions.value.length === 0 && (
              <p className="home__empty">
                Nothing is running. A session starts on this machine and goes on when you close the window.
              </p>
            )}
            {sessions.name === "here" && (
              <ul>
                {sessions.value.map((each) => (
                  <SessionRow key={each.id} session={each} model={model} onOpen={onOpen} />
                ))}
              </ul>
            )}
          </section>
        )}

        <section className="home__section" aria-labelledby="recordings">
          <h2 id="recordings" className="home__label">
            Recordings
          </h2>
          {recordings.name === "loading" && <RowSkeletons count={3} />}
          {recordings.name === "failed" && (
            <Failed message={recordings.message} onRetry={() => void model.reload()} />
          )}
          {recordings.name === "here" && recordings.value.length === 0 && (
            <p className="home__empty">
              No recordings yet. They are asciicast files, signed by this machine, that any asciinema player
              plays.
            </p>
          )}
          <ul>
            {shown.map((each) => (
              <RecordingRow key={each.path} recording={each} model={model} />
            ))}
          </ul>
          {recordings.name === "here" && recordings.value.length > shown.length && (
            <Button look="quiet" onClick={() => setAllRecordings(true)}>
              Show {plural(recordings.value.length - shown.length, "older one")}
            </Button>
          )}
        </section>
        {info !== undefined && (
          <footer className="home__foot muted small">
            <span>
              {info.ownerName} on this machine · Tandem {info.version}
            </span>
            <span className="home__key" title="What guests compare to be sure that they reached you">
              Host key {info.fingerprint}
            </span>
          </footer>
        )}
      </main>
    </div>
  );
}

function RowSkeletons({ count }: { readonly count: number }) {
  return (
    <ul aria-busy="true" aria-label="Loading">
      {Array.from({ length: count }, (_, index) => (
        <li key={index} className="row">
          <span className="skeleton" style={{ width: 20, height: 20 }} />
          <span className="row__words">
            <span className="skeleton" style={{ width: `${38 - index * 7}%`, height: 13 }} />
            <span className="skeleton" style={{ width: `${56 - index * 9}%`, height: 11, marginTop: 7 }} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Failed({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }) {
  return (
    <Notice tone="danger">
      {message}{" "}
      <Button size="small" onClick={onRetry}>
        Try again
      </Button>
    </Notice>
  );
}
