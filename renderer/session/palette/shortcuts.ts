import type { PeerCommandName } from "../../../shared/commands/table.ts";
import type { SessionModel } from "../../store/session-model.ts";
import { controlActions } from "../control/control-actions.tsx";
import { openBookmark } from "./palette-rows.ts";

/** In the terminal most keys are the target's: there only these with Ctrl and a function key are ours, and Cmd on a Mac. */
export interface Shortcut {
  readonly id: string;
  /** As people read it. */
  readonly keys: string;
  readonly title: string;
  /** What it does of the command table, so that the palette can show it. */
  readonly command?: PeerCommandName;
  readonly where: "everywhere" | "outside" | "screen" | "drawing";
  readonly matches?: (event: KeyboardEvent) => boolean;
  readonly run?: (model: SessionModel) => void;
}

const ctrlF = (key: string) => (event: KeyboardEvent) =>
  event.key === key && event.ctrlKey && !event.altKey && !event.metaKey;

/** The one table of keys: what listens, what the sheet lists, what the palette shows. */
export const shortcuts: readonly Shortcut[] = [
  {
    id: "palette",
    keys: "Ctrl K, ⌘ K",
    title: "All commands",
    where: "outside",
    matches: (event) =>
      event.key.toLowerCase() === "k" && event.ctrlKey && !event.shiftKey && !event.altKey && !event.metaKey,
    run: (model) => model.ui.setState({ dialog: { name: "palette" } }),
  },
  {
    id: "palette-everywhere",
    keys: "Ctrl Shift K, ⌘ K",
    title: "All commands, from the screen too",
    where: "everywhere",
    matches: (event) =>
      event.key.toLowerCase() === "k" &&
      !event.altKey &&
      (event.metaKey || (event.ctrlKey && event.shiftKey)),
    run: (model) => model.ui.setState({ dialog: { name: "palette" } }),
  },
  {
    id: "shortcuts",
    keys: "?",
    title: "This list",
    where: "outside",
    matches: (event) => event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey,
    run: (model) => model.ui.setState({ dialog: { name: "shortcuts" } }),
  },
  {
    id: "leave-screen",
    keys: "Ctrl F6",
    title: "Out of the screen: to what asks for an answer, else to the bar below",
    where: "everywhere",
    matches: ctrlF("F6"),
    run: () => {
      // In this order, whatever the page's: behind the title bar comes the terminal, which keeps Tab to itself.
      const places = ["[data-first-answer]", "[data-control-bar] button", "[data-title-bar] button"];
      const found = places.map((place) => document.querySelector<HTMLElement>(place));
      found.find((each) => each !== null)?.focus();
    },
  },
  {
    id: "control",
    keys: "Ctrl F7",
    title: "Reclaim control, hand it back, or ask for it: what the bar below offers first",
    where: "everywhere",
    command: "control.reclaim",
    matches: ctrlF("F7"),
    run: doFirst,
  },
  {
    id: "annotate",
    keys: "Ctrl F8",
    title: "Draw over the screen, or stop",
    command: "annotation.add",
    where: "everywhere",
    matches: ctrlF("F8"),
    run: (model) => {
      if (model.ui.getState().annotating) {
        model.ui.setState({ annotating: false });
        model.screen.focus();
      } else if (model.may("annotate").decision === "allow") model.ui.setState({ annotating: true });
    },
  },
  {
    id: "bookmark",
    keys: "Ctrl F9",
    title: "Set a bookmark",
    command: "bookmark.add",
    where: "everywhere",
    matches: ctrlF("F9"),
    run: (model) => {
      if (model.may("annotate").decision === "allow") openBookmark(model);
    },
  },
  {
    id: "live",
    keys: "Ctrl F10",
    title: "Return to live",
    where: "everywhere",
    matches: ctrlF("F10"),
    run: (model) => {
      model.screen.backToLive();
      model.screen.focus();
    },
  },
  { id: "scroll", keys: "Page Up, Page Down", title: "Read back, while you do not type", where: "screen" },
  { id: "live-viewer", keys: "Esc, End", title: "Return to live, while you do not type", where: "screen" },
  { id: "copy", keys: "Ctrl Shift C", title: "Copy what is marked", where: "screen" },
  {
    id: "interrupt",
    keys: "Ctrl C",
    title: "Interrupt the line that runs, where the next one is written",
    command: "line.interrupt",
    where: "screen",
  },
  { id: "cursor", keys: "Arrow keys, with Shift by five", title: "Move", where: "drawing" },
  { id: "corner", keys: "Enter", title: "Set a corner or a place", where: "drawing" },
  { id: "stop", keys: "Esc", title: "Begin again, then stop drawing", where: "drawing" },
];

export function keysOf(id: string): string | undefined {
  return shortcuts.find((each) => each.id === id || each.command === id)?.keys;
}

/** What the control bar's first button does. */
function doFirst(model: SessionModel): void {
  const { me } = model.store.getState();
  const { state } = model.client;
  if (state === undefined || me === undefined) return;
  switch (controlActions(state, me)[0]) {
    case "reclaim":
      return void model.act("control.reclaim", {});
    case "return":
      return void model.act("control.return", {});
    case "cancel":
      return void model.act("control.cancel", {});
    case "take-token":
      return void model.act("control.request", {});
    case "resume-input":
      return void model.act("input.resume", {});
    case "ask":
      return model.ui.setState({ dialog: { name: "ask" } });
    case "hand":
      return model.ui.setState({ dialog: { name: "hand" } });
    case "propose":
      return model.ui.setState({ dialog: { name: "propose" } });
    case undefined:
      return undefined;
  }
}
