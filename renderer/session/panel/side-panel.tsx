import { X } from "lucide-react";
import { Tabs } from "radix-ui";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { IconButton } from "../../ui/button.tsx";
import { Count, type Waiting, waitingWords } from "../../ui/count.tsx";
import { asksOf } from "../asks/asks.ts";
import { hereOf } from "../here.ts";
import { ActivityPanel } from "./activity-panel.tsx";
import { ChatPanel } from "./chat-panel.tsx";
import { NotesPanel } from "./notes-panel.tsx";
import "./panel.css";
import { type PanelTab, panelTabs, panelTitles } from "./panel-tabs.ts";
import { PeoplePanel } from "./people-panel.tsx";
import { useUnread } from "./use-unread.ts";

export function SidePanel({ tab }: { readonly tab: PanelTab }) {
  return (
    <aside className="panel" aria-label="Session panel">
      <PanelTabs tab={tab} />
    </aside>
  );
}

/** The lists; beside the screen on a desk, in a sheet on a phone. */
export function PanelTabs({ tab }: { readonly tab: PanelTab }) {
  const model = useSessionModel();
  return (
    <Tabs.Root
      className="panel__tabs"
      value={tab}
      onValueChange={(value) => {
        const next = panelTabs.find((each) => each === value);
        if (next !== undefined) model.ui.setState({ panel: next });
      }}
    >
      <div className="panel__head">
        <Tabs.List className="tabs" aria-label="Session panel">
          {panelTabs.map((each) => (
            <Tabs.Trigger key={each} value={each} className="tab">
              {panelTitles[each]}
              <TabNumber tab={each} />
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <IconButton label="Close the panel" onClick={() => model.ui.setState({ panel: undefined })}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </div>
      <Tabs.Content value="people" className="panel__content" tabIndex={-1}>
        <PeoplePanel />
      </Tabs.Content>
      <Tabs.Content value="chat" className="panel__content" tabIndex={-1}>
        <ChatPanel />
      </Tabs.Content>
      <Tabs.Content value="notes" className="panel__content" tabIndex={-1}>
        <NotesPanel />
      </Tabs.Content>
      <Tabs.Content value="activity" className="panel__content" tabIndex={-1}>
        <ActivityPanel />
      </Tabs.Content>
    </Tabs.Root>
  );
}

/** What waits behind a tab, in colour; else how many there are. */
function TabNumber({ tab }: { readonly tab: PanelTab }) {
  const unread = useUnread();
  const here = useSessionState((state) => hereOf(state.participants).length);
  const asks = useSession((view) =>
    view.state === undefined || view.me === undefined
      ? ""
      : asksOf(view.state, view.me)
          .map((each) => each.kind)
          .join(" "),
  );
  const open = useSessionState((state) => state.questions.filter((each) => each.status === "open").length);
  const count = (kinds: readonly string[]) => asks.split(" ").filter((each) => kinds.includes(each)).length;
  switch (tab) {
    case "people": {
      const waiting = count(["join", "control", "hand-on"]);
      return waiting > 0 ? <Pill count={waiting} word="waiting" /> : <Plain count={here} word="here" />;
    }
    case "chat":
      return unread.count > 0 ? <Pill {...unread} word="unread" /> : null;
    case "notes": {
      const proposals = count(["proposal"]);
      if (proposals > 0) return <Pill count={proposals} word="to decide" />;
      return open > 0 ? <Plain count={open} word="open" /> : null;
    }
    case "activity":
      return null;
  }
}

function Pill(waiting: Waiting) {
  return (
    <span>
      <Count {...waiting} />
      <span className="visually-hidden">, {waitingWords(waiting)}</span>
    </span>
  );
}

function Plain(waiting: Waiting) {
  return (
    <span className="tab__number figures">
      <span aria-hidden="true">{waiting.count}</span>
      <span className="visually-hidden">, {waitingWords(waiting)}</span>
    </span>
  );
}
