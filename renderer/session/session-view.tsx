import { useEffect, useMemo, useState } from "react";
import { useSession, useSessionModel } from "../store/use-session.ts";
import { phoneQuery, useMedia } from "../ui/use-media.ts";
import { Announcer } from "../ui/announcer.tsx";
import { ControlBar } from "./control-bar.tsx";
import { Hint } from "./hint.tsx";
import { KeyRow } from "./key-row.tsx";
import { Overlay } from "./overlay.tsx";
import { PanelSheet } from "./panel/panel-sheet.tsx";
import { type PanelTab, SidePanel } from "./panel/side-panel.tsx";
import "./session.css";
import { createKeyboard } from "./surface/keyboard.ts";
import { Surface } from "./surface/surface.tsx";
import { defaultFontSize } from "./text-size.ts";
import { TitleBar } from "./title-bar.tsx";
import { JoinRequests } from "./join-requests.tsx";
import { Opening } from "./opening.tsx";

interface SessionViewProps {
  /** Back to where this window came from: an owner's list. Guests have none. */
  readonly onBack?: (() => void) | undefined;
  /** After the end, for a guest: leave this page's session for good. */
  readonly onRetry?: (() => void) | undefined;
}

/** One session: the screen, who is there, and what may be done. */
export function SessionView({ onBack, onRetry }: SessionViewProps) {
  const model = useSessionModel();
  const ready = useSession((view) => view.state !== undefined && view.me !== undefined);
  const announcement = useSession((view) => view.announcement);
  const phone = useMedia(phoneQuery);
  const [panel, setPanel] = useState<PanelTab | undefined>(() =>
    matchMedia("(min-width: 900px)").matches ? "people" : undefined,
  );
  const [fontSize, setFontSize] = useState(defaultFontSize);
  const [program, setProgram] = useState("");
  const keyboard = useMemo(() => createKeyboard(), []);

  useEffect(() => {
    // The way out of the terminal for whoever has only a keyboard.
    const handleKey = (event: KeyboardEvent) => {
      if (event.key !== "F6" || !event.ctrlKey) return;
      event.preventDefault();
      // In this order, whatever the page's: behind the title bar comes the terminal, which keeps Tab to itself.
      const places = ["[data-first-answer]", "[data-control-bar] button", "[data-title-bar] button"];
      const found = places.map((place) => document.querySelector<HTMLElement>(place));
      found.find((each) => each !== null)?.focus();
    };
    window.addEventListener("keydown", handleKey);
    return () => window.removeEventListener("keydown", handleKey);
  }, []);

  if (!ready) return <Opening onBack={onBack} />;
  return (
    <div className="session" data-testid="session">
      <TitleBar
        onBack={onBack}
        program={program}
        phone={phone}
        fontSize={fontSize}
        onFontSize={setFontSize}
      />
      <div className="session__body">
        <main className="session__screen">
          <div className="session__stack">
            <Surface keyboard={keyboard} fontSize={fontSize} onTitle={setProgram} />
            <div className="session__edge">
              <JoinRequests />
              <Hint />
            </div>
            <Overlay onBack={onBack} onRetry={onRetry ?? (() => model.client.retry())} />
          </div>
          {phone && <KeyRow keyboard={keyboard} />}
          <ControlBar phone={phone} panel={panel} onPanel={setPanel} />
        </main>
        {!phone && panel !== undefined && (
          <SidePanel tab={panel} onTab={setPanel} onClose={() => setPanel(undefined)} />
        )}
      </div>
      {phone && <PanelSheet tab={panel} onTab={setPanel} />}
      <Announcer announcement={announcement} />
    </div>
  );
}
