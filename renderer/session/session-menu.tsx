import {
  Check,
  CirclePause,
  CirclePlay,
  Command,
  Eye,
  History,
  Minus,
  PenLine,
  Plus,
  Settings2,
  SquarePower,
  Unplug,
  Plug,
} from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactElement } from "react";
import { useStore } from "zustand";
import type { JoinerScrollback } from "../../shared/events/terms.ts";
import { useSession, useSessionModel, useSessionState } from "../store/use-session.ts";
import { chooseTheme, type ThemeChoice, themeStore } from "../ui/theme.ts";
import { mayResume } from "./asks/judging.ts";
import { modeTitles } from "./mode-words.ts";
import { textSizes } from "./text-size.ts";
import { useMay } from "./use-me.ts";

interface SessionMenuProps {
  readonly owns: boolean;
  readonly fontSize: number;
  readonly onFontSize: (size: number) => void;
  readonly children: ReactElement;
}

const themes: readonly { readonly choice: ThemeChoice; readonly label: string }[] = [
  { choice: "system", label: "As the system" },
  { choice: "light", label: "Light" },
  { choice: "dark", label: "Dark" },
];

export const scrollbacks: readonly { readonly value: JoinerScrollback; readonly label: string }[] = [
  { value: "everything", label: "Everything so far" },
  { value: "screen", label: "The screen only" },
  { value: "none", label: "Nothing before they came" },
];

/** What is seldom done: about the session for its owner, about this window for everybody. */
export function SessionMenu({ owns, fontSize, onFontSize, children }: SessionMenuProps) {
  const model = useSessionModel();
  const running = useSessionState((state) => state.phase.name === "running");
  const choice = useStore(themeStore, (state) => state.choice);
  const pauses = useMay("pause");
  const resumes = useSession(
    ({ state, me }) => state !== undefined && me !== undefined && mayResume(state, me),
  );
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={6} collisionPadding={8}>
          {running && pauses && resumes && <PauseItem />}
          {owns && running && <OwnersItems />}
          {owns && (
            <Submenu label={`Text size: ${fontSize}`} Icon={PenLine}>
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
            </Submenu>
          )}
          <Submenu label="Colours" Icon={Eye}>
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
          </Submenu>
          <DropdownMenu.Item
            className="menu__item"
            onSelect={() => model.ui.setState({ dialog: { name: "palette" } })}
          >
            <Command size={15} aria-hidden="true" />
            All commands
          </DropdownMenu.Item>
          {owns && running && (
            <>
              <DropdownMenu.Separator className="menu__line" />
              <DropdownMenu.Item
                className="menu__item menu__item--danger"
                onSelect={() => model.ui.setState({ dialog: { name: "end" } })}
              >
                <SquarePower size={15} aria-hidden="true" />
                End session
              </DropdownMenu.Item>
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function PauseItem() {
  const model = useSessionModel();
  const paused = useSessionState((state) => state.paused !== null);
  const Icon = paused ? CirclePlay : CirclePause;
  return (
    <DropdownMenu.Item
      className="menu__item"
      onSelect={() => void model.act(paused ? "session.resume" : "session.pause", {})}
    >
      <Icon size={15} aria-hidden="true" />
      {paused ? "Go on" : "Pause for the others"}
    </DropdownMenu.Item>
  );
}

function OwnersItems() {
  const model = useSessionModel();
  const mode = useSessionState((state) => state.mode.name);
  const scrollback = useSessionState((state) => state.joinerScrollback);
  const sharing = useSessionState((state) => state.sharing === "on");
  const fourEyes = useSessionState((state) => state.fourEyes);
  const SharingIcon = sharing ? Unplug : Plug;
  return (
    <>
      <DropdownMenu.Item
        className="menu__item"
        onSelect={() => model.ui.setState({ dialog: { name: "mode" } })}
      >
        <Settings2 size={15} aria-hidden="true" />
        Mode: {modeTitles[mode]}…
      </DropdownMenu.Item>
      <Submenu label="Joiners see" Icon={History}>
        <DropdownMenu.RadioGroup value={scrollback}>
          {scrollbacks.map(({ value, label }) => (
            <DropdownMenu.RadioItem
              key={value}
              value={value}
              className="menu__item"
              onSelect={() => void model.act("session.scrollback", { joinerScrollback: value })}
            >
              <MenuMark />
              {label}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </Submenu>
      <DropdownMenu.Item
        className="menu__item"
        disabled={fourEyes.required && fourEyes.perCommand}
        onSelect={() => model.ui.setState({ dialog: { name: "four-eyes" } })}
      >
        <Eye size={15} aria-hidden="true" />
        {fourEyes.required ? "A second person is required" : "Require a second person…"}
      </DropdownMenu.Item>
      <DropdownMenu.Item
        className="menu__item"
        onSelect={() => model.ui.setState({ dialog: { name: "sharing" } })}
      >
        <SharingIcon size={15} aria-hidden="true" />
        {sharing ? "Switch sharing off…" : "Switch sharing on…"}
      </DropdownMenu.Item>
      <DropdownMenu.Separator className="menu__line" />
    </>
  );
}

interface SubmenuProps {
  readonly label: string;
  readonly Icon: typeof Eye;
  readonly children: ReactElement | readonly ReactElement[];
}

function Submenu({ label, Icon, children }: SubmenuProps) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className="menu__item menu__item--more">
        <Icon size={15} aria-hidden="true" />
        {label}
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent className="menu" sideOffset={4} collisionPadding={8}>
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
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
