import { Dialog } from "radix-ui";
import { useSessionModel } from "../../store/use-session.ts";
import { Button } from "../../ui/button.tsx";
import "./palette.css";
import { type Shortcut, shortcuts } from "./shortcuts.ts";
import { useFocusBack } from "../../ui/focus-back.ts";

const groups = [
  { where: ["everywhere", "outside"], title: "Everywhere" },
  { where: ["screen"], title: "On the screen" },
  { where: ["drawing"], title: "Drawing" },
] as const satisfies readonly { readonly where: readonly Shortcut["where"][]; readonly title: string }[];

export function ShortcutsSheet() {
  const focusBack = useFocusBack();
  const model = useSessionModel();
  const close = () => model.ui.setState({ dialog: undefined });
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog dialog--wide" data-testid="shortcuts" {...focusBack}>
          <Dialog.Title className="dialog__title">Keyboard shortcuts</Dialog.Title>
          <Dialog.Description className="dialog__text">
            On the screen every other key is the program's own while you may type.
          </Dialog.Description>
          {groups.map(({ where, title }) => (
            <section key={title} className="shortcuts">
              <h3 className="shortcuts__title">{title}</h3>
              <dl>
                {shortcuts
                  .filter((each) => (where as readonly string[]).includes(each.where))
                  .map((each) => (
                    <div key={each.id} className="shortcuts__row">
                      <dt>{each.title}</dt>
                      <dd>
                        <kbd className="kbd">{each.keys}</kbd>
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
          <div className="dialog__actions">
            <Dialog.Close asChild>
              <Button look="primary">Done</Button>
            </Dialog.Close>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
