import { assertNever } from "../../../shared/base/assert.ts";
import { useUi } from "../../store/use-session.ts";
import { CommandPalette } from "../palette/command-palette.tsx";
import { ShortcutsSheet } from "../palette/shortcuts-sheet.tsx";
import { AskDialog } from "./ask-dialog.tsx";
import { BookmarkDialog } from "./bookmark-dialog.tsx";
import "./dialogs.css";
import { HandDialog } from "./hand-dialog.tsx";
import { ModeDialog } from "./mode-dialog.tsx";
import { PermissionsDialog } from "./permissions-dialog.tsx";
import {
  ClearLinesDialog,
  EndDialog,
  FourEyesDialog,
  LeaveDialog,
  SharingDialog,
} from "./plain-confirms.tsx";
import { ProposeDialog } from "./propose-dialog.tsx";
import { QuestionDialog } from "./question-dialog.tsx";
import { BlockDialog, RemoveDialog } from "./remove-dialog.tsx";

/** Whatever stands over the session's view. */
export function Dialogs() {
  const dialog = useUi((ui) => ui.dialog);
  if (dialog === undefined) return null;
  switch (dialog.name) {
    case "palette":
      return <CommandPalette />;
    case "shortcuts":
      return <ShortcutsSheet />;
    case "ask":
      return <AskDialog />;
    case "hand":
      return <HandDialog to={dialog.to} />;
    case "propose":
      return <ProposeDialog />;
    case "bookmark":
      return <BookmarkDialog line={dialog.line} />;
    case "question":
      return <QuestionDialog />;
    case "mode":
      return <ModeDialog />;
    case "permissions":
      return <PermissionsDialog participant={dialog.participant} />;
    case "remove":
      return <RemoveDialog participant={dialog.participant} />;
    case "block":
      return <BlockDialog participant={dialog.participant} />;
    case "four-eyes":
      return <FourEyesDialog />;
    case "sharing":
      return <SharingDialog />;
    case "clear-lines":
      return <ClearLinesDialog />;
    case "end":
      return <EndDialog />;
    case "leave":
      return <LeaveDialog />;
    default:
      return assertNever(dialog);
  }
}
