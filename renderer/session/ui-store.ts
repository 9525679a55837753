import { createStore, type StoreApi } from "zustand/vanilla";
import type { ParticipantId } from "../../shared/base/ids.ts";
import { firstTool, type Tool } from "./annotate/tool.ts";
import type { PanelTab } from "./panel/panel-tabs.ts";

/** What stands over the session's view and asks for something; at most one at a time. */
export type SessionDialog =
  | { readonly name: "palette" }
  | { readonly name: "shortcuts" }
  | { readonly name: "ask" }
  | { readonly name: "hand"; readonly to?: ParticipantId }
  | { readonly name: "propose" }
  | { readonly name: "bookmark"; readonly line?: number }
  | { readonly name: "question" }
  | { readonly name: "mode" }
  | { readonly name: "permissions"; readonly participant: ParticipantId }
  | { readonly name: "remove"; readonly participant: ParticipantId }
  | { readonly name: "block"; readonly participant: ParticipantId }
  | { readonly name: "four-eyes" }
  | { readonly name: "sharing" }
  | { readonly name: "clear-lines" }
  | { readonly name: "end" }
  | { readonly name: "leave" };

/** What a window shows of a session besides the session itself; nobody else's business, and never sent. */
export interface SessionUi {
  readonly dialog: SessionDialog | undefined;
  readonly panel: PanelTab | undefined;
  /** What is being written, by the name of the place: see `useDraft`. */
  readonly drafts: Readonly<Record<string, string>>;
  /** Drawing over the screen. */
  readonly annotating: boolean;
  readonly tool: Tool;
  /** The others' pointers are drawn, and mine is shown to them. */
  readonly pointers: boolean;
}

export type UiStore = StoreApi<SessionUi>;

export function createUiStore(): UiStore {
  return createStore<SessionUi>(() => ({
    dialog: undefined,
    panel: undefined,
    drafts: {},
    annotating: false,
    tool: firstTool,
    pointers: false,
  }));
}
