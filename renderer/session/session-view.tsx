import { useEffect, useMemo, useState } from "react";
import { useSession, useSessionModel, useUi } from "../store/use-session.ts";
import { phoneQuery, roomyBarQuery, useMedia } from "../ui/use-media.ts";
import { AnnotateToolbar } from "./annotate/annotate-toolbar.tsx";
import { AskBar } from "./asks/ask-bar.tsx";
import { LineDock } from "./control/line-dock.tsx";
import { OfferPending } from "./control/offer-pending.tsx";
import { ControlBar } from "./control-bar.tsx";
import { Dialogs } from "./dialogs/dialogs.tsx";
import { Hint } from "./hint.tsx";
import { KeyRow } from "./key-row.tsx";
import { LiveRegion } from "./news/live-region.tsx";
import { SessionToaster } from "./news/toasts.tsx";
import { useNotifications } from "./news/use-notifications.ts";
import { Opening } from "./opening.tsx";
import { Overlay } from "./overlay.tsx";
import { useShortcuts } from "./palette/use-shortcuts.ts";
import { PanelSheet } from "./panel/panel-sheet.tsx";
import { SidePanel } from "./panel/side-panel.tsx";
import { IdleWarning } from "./presence/idle-warning.tsx";
import { usePresence } from "./presence/use-presence.ts";
import { ScreenNotice } from "./screen-notice.tsx";
import "./session.css";
import { createKeyboard } from "./surface/keyboard.ts";
import { Surface } from "./surface/surface.tsx";
import { defaultFontSize } from "./text-size.ts";
import { TitleBar } from "./title-bar.tsx";

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
  const panel = useUi((ui) => ui.panel);
  const annotating = useUi((ui) => ui.annotating);
  const phone = useMedia(phoneQuery);
  const roomy = useMedia(roomyBarQuery);
  const [fontSize, setFontSize] = useState(defaultFontSize);
  const [program, setProgram] = useState("");
  const keyboard = useMemo(() => createKeyboard(), []);
  useShortcuts();
  usePresence();
  useNotifications();

  useEffect(() => {
    if (matchMedia("(min-width: 900px)").matches) model.ui.setState({ panel: "people" });
  }, [model]);

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
              {annotating && <AnnotateToolbar />}
              <AskBar />
              {!roomy && <OfferPending />}
              <IdleWarning />
              <ScreenNotice />
              <Hint />
            </div>
            <SessionToaster phone={phone} />
            <Overlay onBack={onBack} onRetry={onRetry ?? (() => model.client.retry())} />
          </div>
          <LineDock />
          {phone && <KeyRow keyboard={keyboard} />}
          <ControlBar phone={phone} />
        </main>
        {!phone && panel !== undefined && <SidePanel tab={panel} />}
      </div>
      {phone && <PanelSheet tab={panel} />}
      <Dialogs />
      <LiveRegion />
    </div>
  );
}
