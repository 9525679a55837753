import { Check, Eye, Minus, Pencil, Plus, SquarePower } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type ReactElement, useState } from "react";
import { useStore } from "zustand";
import { defaultMaxParticipants, type Mode, type ModeName } from "../../shared/events/terms.ts";
import { useSessionModel, useSessionState } from "../store/use-session.ts";
import { chooseTheme, type ThemeChoice, themeStore } from "../ui/theme.ts";
import { EndDialog } from "./end-dialog.tsx";
import { textSizes } from "./text-size.ts";

interface SessionMenuProps {
  readonly owns: boolean;
  readonly fontSize: number;
  readonly onFontSize: (size: number) => void;
  readonly children: ReactElement;
}

const modes: readonly { readonly name: ModeName; readonly label: string; readonly Icon: typeof Eye }[] = [
  { name: "view_only", label: "View only: only I type", Icon: Eye },
  { name: "interactive", label: "Interactive: allowed people type", Icon: Pencil },
];

const themes: readonly { readonly choice: ThemeChoice; readonly label: string }[] = [
  { choice: "system", label: "As the system" },
  { choice: "light", label: "Light" },
  { choice: "dark", label: "Dark" },
];

/** The mode with its settings: a limit that was asked for stays, where it was the default it becomes the new one's. */
function modeOf(name: ModeName, before: Mode): Mode {
  const untouched = before.max_participants === defaultMaxParticipants[before.name];
  const max_participants = untouched ? defaultMaxParticipants[name] : before.max_participants;
  return name === "view_only"
    ? { name, max_participants }
    : { name, input_merge_mode: "interleaved", max_participants };
}

export function SessionMenu({ owns, fontSize, onFontSize, children }: SessionMenuProps) {
  const model = useSessionModel();
  const mode = useSessionState((state) => state.mode);
  const running = useSessionState((state) => state.phase.name === "running");
  const choice = useStore(themeStore, (state) => state.choice);
  const [ending, setEnding] = useState(false);
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
            {owns && running && (
              <>
                <DropdownMenu.Label className="menu__label">Who types</DropdownMenu.Label>
                <DropdownMenu.RadioGroup value={mode.name}>
                  {modes.map(({ name, label }) => (
                    <DropdownMenu.RadioItem
                      key={name}
                      value={name}
                      className="menu__item"
                      onSelect={() => void model.act("mode.set", { mode: modeOf(name, mode) })}
                    >
                      <MenuMark />
                      {label}
                    </DropdownMenu.RadioItem>
                  ))}
                </DropdownMenu.RadioGroup>
                <DropdownMenu.Separator className="menu__line" />
                <DropdownMenu.Label className="menu__label">Text size: {fontSize}</DropdownMenu.Label>
                <DropdownMenu.Item
                  className="menu__item"
                  disabled={fontSize >= textSizes.most}
                  onSelect={(event) => {
                    event.preventDefault();
                    onFontSize(fontSize + 1);
                  }}
                >
                  <Plus size={15} aria-hidden="true" />
                  Larger
                </DropdownMenu.Item>
                <DropdownMenu.Item
                  className="menu__item"
                  disabled={fontSize <= textSizes.least}
                  onSelect={(event) => {
                    event.preventDefault();
                    onFontSize(fontSize - 1);
                  }}
                >
                  <Minus size={15} aria-hidden="true" />
                  Smaller
                </DropdownMenu.Item>
                <DropdownMenu.Separator className="menu__line" />
              </>
            )}
            <DropdownMenu.Label className="menu__label">Colours</DropdownMenu.Label>
            <DropdownMenu.RadioGroup value={choice}>
              {themes.map((each) => (
                <DropdownMenu.RadioItem
                  key={each.choice}
                  value={each.choice}
                  className="menu__item"
                  onSelect={() => chooseTheme(each.choice)}
                >
                  <MenuMark />
                  {each.label}
                </DropdownMenu.RadioItem>
              ))}
            </DropdownMenu.RadioGroup>
            {owns && running && (
              <>
                <DropdownMenu.Separator className="menu__line" />
                <DropdownMenu.Item className="menu__item menu__item--danger" onSelect={() => setEnding(true)}>
                  <SquarePower size={15} aria-hidden="true" />
                  End session
                </DropdownMenu.Item>
              </>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <EndDialog open={ending} onClose={() => setEnding(false)} />
    </>
  );
}

function MenuMark() {
  return (
    <span className="menu__mark">
      <DropdownMenu.ItemIndicator>
        <Check size={15} aria-hidden="true" />
      </DropdownMenu.ItemIndicator>
    </span>
  );
}
