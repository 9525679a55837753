import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { useMemo } from "react";
import { useSession, useSessionModel } from "../../store/use-session.ts";
import { panelTabs, panelTitles } from "../panel/panel-tabs.ts";
import "./palette.css";
import { paletteRows, runRow } from "./palette-rows.ts";
import { paletteScore } from "./palette-score.ts";
import { keysOf } from "./shortcuts.ts";
import { useFocusBack } from "../../ui/focus-back.ts";

/** Everything that can be done, by its name: the command table itself, and this window's own. */
export function CommandPalette() {
  const focusBack = useFocusBack();
  const model = useSessionModel();
  const state = useSession((view) => view.state);
  const me = useSession((view) => view.me);
  const rows = useMemo(
    () => (state === undefined || me === undefined ? [] : paletteRows(state, me)),
    [state, me],
  );
  const close = () => model.ui.setState({ dialog: undefined });
  const here = (run: () => void) => () => {
    close();
    run();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="palette" aria-describedby={undefined} data-testid="palette" {...focusBack}>
          <Dialog.Title className="visually-hidden">Commands</Dialog.Title>
          <Command label="Commands" loop filter={paletteScore}>
            <Command.Input className="palette__input" placeholder="What do you want to do?" />
            <Command.List className="palette__list">
              <Command.Empty className="palette__empty">Nothing of that name.</Command.Empty>
              <Command.Group heading="Session">
                {rows.map((row) => (
                  <Command.Item
                    key={row.name}
                    className="palette__item"
                    value={row.name}
                    keywords={[row.title, row.words]}
                    disabled={row.refused !== undefined}
                    onSelect={() => runRow(model, row)}
                  >
                    <span className="palette__title">{row.title}</span>
                    {row.refused === undefined ? (
                      <Keys keys={keysOf(row.name)} />
                    ) : (
                      <span className="muted small truncate palette__why">{row.refused}</span>
                    )}
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading="This window">
                {panelTabs.map((tab) => (
                  <Command.Item
                    key={tab}
                    className="palette__item"
                    value={`show ${tab}`}
                    keywords={[`Show ${panelTitles[tab]}`, "panel"]}
                    onSelect={here(() => model.ui.setState({ panel: tab }))}
                  >
                    <span className="palette__title">Show {panelTitles[tab]}</span>
                  </Command.Item>
                ))}
                <Command.Item
                  className="palette__item"
                  value="pointers"
                  keywords={["Show or hide each other's pointers", "cursor", "mouse"]}
                  onSelect={here(() => model.ui.setState((ui) => ({ pointers: !ui.pointers })))}
                >
                  <span className="palette__title">Show or hide each other's pointers</span>
                </Command.Item>
                <Command.Item
                  className="palette__item"
                  value="return to live"
                  keywords={["Return to live", "follow", "bottom", "scroll"]}
                  onSelect={here(() => model.screen.backToLive())}
                >
                  <span className="palette__title">Return to live</span>
                  <Keys keys={keysOf("live")} />
                </Command.Item>
                <Command.Item
                  className="palette__item"
                  value="keyboard shortcuts"
                  keywords={["Keyboard shortcuts", "help", "keys"]}
                  onSelect={() => model.ui.setState({ dialog: { name: "shortcuts" } })}
                >
                  <span className="palette__title">Keyboard shortcuts</span>
                  <Keys keys={keysOf("shortcuts")} />
                </Command.Item>
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Keys({ keys }: { readonly keys: string | undefined }) {
  return keys === undefined ? null : <kbd className="kbd">{keys}</kbd>;
}
