import { Dialog } from "radix-ui";
import { useSessionModel } from "../../store/use-session.ts";
import type { PanelTab } from "./panel-tabs.ts";
import { PanelTabs } from "./side-panel.tsx";
import { useFocusBack } from "../../ui/focus-back.ts";

/** The panel on a phone. */
export function PanelSheet({ tab }: { readonly tab: PanelTab | undefined }) {
  const focusBack = useFocusBack();
  const model = useSessionModel();
  const close = () => model.ui.setState({ panel: undefined });
  return (
    <Dialog.Root open={tab !== undefined} onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="sheet" aria-describedby={undefined} {...focusBack}>
          <Dialog.Title className="visually-hidden">Session panel</Dialog.Title>
          {tab !== undefined && <PanelTabs tab={tab} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
