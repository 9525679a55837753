import { clsx } from "clsx";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button, type ButtonLook } from "./button.tsx";
import { useFocusBack } from "./focus-back.ts";

interface FormDialogProps {
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly text: ReactNode;
  /** The verb on the button. */
  readonly action: string;
  readonly look?: ButtonLook;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly wide?: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** A few fields and one action; Enter does it, Escape leaves everything as it is. */
export function FormDialog(props: FormDialogProps) {
  const focusBack = useFocusBack();
  const { title, text, action, look = "primary", busy = false, disabled = false, wide = false } = props;
  return (
    <Dialog.Root open onOpenChange={(next) => !next && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className={clsx("dialog", wide && "dialog--wide")} {...focusBack}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              // A form inside a portal is still a child of whatever form opened it.
              event.stopPropagation();
              if (!disabled && !busy) props.onSubmit();
            }}
          >
            <Dialog.Title className="dialog__title">{title}</Dialog.Title>
            <Dialog.Description className="dialog__text">{text}</Dialog.Description>
            {props.children !== undefined && <div className="dialog__body">{props.children}</div>}
            <div className="dialog__actions">
              <Dialog.Close asChild>
                <Button>Cancel</Button>
              </Dialog.Close>
              <Button look={look} type="submit" busy={busy} disabled={disabled}>
                {action}
              </Button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
