import { Dialog } from "radix-ui";
import { Button } from "../../ui/button.tsx";
import { copyText } from "../../ui/copy-text.ts";

/** Links on the screen come from whatever runs there: the address is shown before anything is opened. */
export function LinkDialog({
  address,
  onClose,
}: {
  readonly address: string | undefined;
  readonly onClose: () => void;
}) {
  return (
    <Dialog.Root open={address !== undefined} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog">
          <Dialog.Title className="dialog__title">Open this address?</Dialog.Title>
          <Dialog.Description className="dialog__text">
            A program on the shared screen made this link. It leads to:
          </Dialog.Description>
          <p className="link-address" dir="ltr">
            {address}
          </p>
          <div className="dialog__actions">
            <Button onClick={onClose}>Cancel</Button>
            <Button onClick={() => address !== undefined && void copyText(address).then(onClose)}>
              Copy address
            </Button>
            <a
              className="button button--primary"
              href={address}
              target="_blank"
              rel="noopener noreferrer"
              onClick={onClose}
            >
              Open
            </a>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
