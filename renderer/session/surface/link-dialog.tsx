import { Dialog } from "radix-ui";
import { openAddress } from "../../bridge.ts";
import { Button } from "../../ui/button.tsx";
import { copyText } from "../../ui/copy-text.ts";
import { useFocusBack } from "../../ui/focus-back.ts";
import { linkParts } from "./link-parts.ts";

/** Links on the screen come from whatever runs there: the address is shown before anything is opened. */
export function LinkDialog({
  address,
  onClose,
}: {
  readonly address: string | undefined;
  readonly onClose: () => void;
}) {
  const focusBack = useFocusBack();
  const link = address === undefined ? undefined : linkParts(address);
  if (link === undefined) return null;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog" {...focusBack}>
          <Dialog.Title className="dialog__title">Open this address?</Dialog.Title>
          <Dialog.Description className="dialog__text">
            A program on the shared screen made this link. It leads to <strong>{link.host}</strong>:
          </Dialog.Description>
          <p className="link-address" dir="ltr" data-testid="link-address">
            {link.before}
            <strong className="link-address__host">{link.host}</strong>
            {link.after}
          </p>
          <div className="dialog__actions">
            <Button onClick={onClose}>Cancel</Button>
            <Button onClick={() => void copyText(link.href).then(onClose)}>Copy address</Button>
            <a
              className="button button--primary"
              href={link.href}
              target="_blank"
              rel="noopener noreferrer"
              onClick={(event) => {
                // In the desktop app a page opens nothing by itself.
                event.preventDefault();
                openAddress(link.href);
                onClose();
              }}
            >
              Open
            </a>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
