import { X } from "lucide-react";
import { Tabs } from "radix-ui";
import { useSession, useSessionState } from "../../store/use-session.ts";
import { IconButton } from "../../ui/button.tsx";
import { hereOf } from "../here.ts";
import { ActivityPanel } from "./activity-panel.tsx";
import { ChatPanel } from "./chat-panel.tsx";
import "./panel.css";
import { PeoplePanel } from "./people-panel.tsx";
import { useUnread } from "./use-unread.ts";

export const panelTabs = ["people", "chat", "activity"] as const;
export type PanelTab = (typeof panelTabs)[number];

const titles = { people: "People", chat: "Chat", activity: "Activity" } as const satisfies Record<
  PanelTab,
  string
>;

interface PanelProps {
  readonly tab: PanelTab;
  readonly onTab: (tab: PanelTab) => void;
  readonly onClose: () => void;
}

export function SidePanel(props: PanelProps) {
  return (
    <aside className="panel" aria-label="Session panel">
      <PanelTabs {...props} />
    </aside>
  );
}

/** The three lists; beside the screen on a desk, in a sheet on a phone. */
export function PanelTabs({ tab, onTab, onClose }: PanelProps) {
  const unread = useUnread(tab === "chat");
  const people = useSessionState((state) => state.participants);
  const waiting = useSession((view) =>
    view.me === view.state?.owner ? Object.keys(view.state?.joinRequests ?? {}).length : 0,
  );
  const counts: Readonly<Record<PanelTab, number>> = {
    people: hereOf(people).length,
    chat: unread,
    activity: 0,
  };
  return (
    <Tabs.Root
      className="panel__tabs"
      value={tab}
      onValueChange={(value) => {
        const next = panelTabs.find((each) => each === value);
        if (next !== undefined) onTab(next);
      }}
    >
      <div className="panel__head">
        <Tabs.List className="tabs" aria-label="Session panel">
          {panelTabs.map((each) => (
            <Tabs.Trigger key={each} value={each} className="tab">
              {titles[each]}
              {each === "chat" && counts.chat > 0 && (
                <span className="count figures">
                  {counts.chat > 99 ? "99+" : counts.chat}
                  <span className="visually-hidden"> unread</span>
                </span>
              )}
              {each === "people" && (
                <span className={waiting > 0 ? "count figures" : "tab__number figures"}>
                  {waiting > 0 ? waiting : counts.people}
                  <span className="visually-hidden">{waiting > 0 ? " waiting" : " here"}</span>
                </span>
              )}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <IconButton label="Close the panel" onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </div>
      <Tabs.Content value="people" className="panel__content" tabIndex={-1}>
        <PeoplePanel />
      </Tabs.Content>
      <Tabs.Content value="chat" className="panel__content" tabIndex={-1}>
        <ChatPanel />
      </Tabs.Content>
      <Tabs.Content value="activity" className="panel__content" tabIndex={-1}>
        <ActivityPanel />
      </Tabs.Content>
    </Tabs.Root>
  );
}
