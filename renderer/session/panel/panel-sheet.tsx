import { Dialog } from "radix-ui";
import { type PanelTab, PanelTabs } from "./side-panel.tsx";

interface PanelSheetProps {
  readonly tab: PanelTab | undefined;
  readonly onTab: (tab: PanelTab | undefined) => void;
}

/** The panel on a phone. */
export function PanelSheet({ tab, onTab }: PanelSheetProps) {
  return (
    <Dialog.Root open={tab !== undefined} onOpenChange={(open) => !open && onTab(undefined)}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="sheet" aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">Session panel</Dialog.Title>
          {tab !== undefined && <PanelTabs tab={tab} onTab={onTab} onClose={() => onTab(undefined)} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
