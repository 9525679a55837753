import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { useFocusBack } from "./focus-back.ts";

interface ConfirmProps {
  readonly open: boolean;
  readonly title: string;
  /** What happens, and what it does not undo. */
  readonly text: ReactNode;
  /** The verb on the button. */
  readonly action: string;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Asks back before something that shuts people out. Escape and the first button do nothing. */
export function Confirm({ open, title, text, action, busy, onConfirm, onClose, children }: ConfirmProps) {
  const focusBack = useFocusBack();
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="scrim" />
        <AlertDialog.Content className="dialog" {...focusBack}>
          <AlertDialog.Title className="dialog__title">{title}</AlertDialog.Title>
          <AlertDialog.Description className="dialog__text">{text}</AlertDialog.Description>
          {children !== undefined && <div className="dialog__body">{children}</div>}
          <div className="dialog__actions">
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <Button look="danger" busy={busy === true} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
