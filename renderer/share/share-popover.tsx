import { Popover } from "radix-ui";
import { type ReactElement, useState } from "react";
import { useSessionModel } from "../store/use-session.ts";
import { SharePanel } from "./share-panel.tsx";

/** The owner's share menu. Closing it forgets a half-filled form; links live on the host. */
export function SharePopover({ children }: { readonly children: ReactElement }) {
  const { host } = useSessionModel();
  const [open, setOpen] = useState(false);
  if (host === undefined) return children;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>{children}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover share"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label="Share this session"
        >
          <SharePanel host={host} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
