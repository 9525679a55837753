export const panelTabs = ["people", "chat", "notes", "activity"] as const;
export type PanelTab = (typeof panelTabs)[number];

export const panelTitles = {
  people: "People",
  chat: "Chat",
  notes: "Notes",
  activity: "Activity",
} as const satisfies Record<PanelTab, string>;
