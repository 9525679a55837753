import { Ban, Check, Ellipsis, Eye, HandHelping, ShieldCheck, UserMinus } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { usesControl } from "../../../shared/state/control.ts";
import type { Participant } from "../../../shared/state/state.ts";
import { useSession, useSessionModel } from "../../store/use-session.ts";
import { mayGrant } from "../asks/judging.ts";
import { rolesOffered } from "../permission-words.ts";
import type { SessionDialog } from "../ui-store.ts";
import { useMay } from "../use-me.ts";

interface PersonMenuProps {
  readonly person: Participant;
  readonly own: boolean;
  readonly inControl: boolean;
}

/** Everything that can be done about one person, by whoever may do any of it. */
export function PersonMenu({ person, own, inControl }: PersonMenuProps) {
  const model = useSessionModel();
  const moderates = useMay("moderate");
  const gives = useSession(({ state, me }) => state !== undefined && me !== undefined && mayGrant(state, me));
  const holds = useSession((view) => view.state?.control.holder === view.me);
  const transfers = useSession(
    (view) =>
      view.state !== undefined &&
      usesControl(view.state) &&
      (view.state.mode.name !== "presenter" || view.state.mode.allow_control_transfer),
  );
  const running = useSession((view) => view.state?.phase.name === "running");
  const mayHand = transfers && (gives || holds) && !inControl && !own;
  const mayModerate = moderates && !own && person.role !== "owner";
  if (!running || (!mayHand && !mayModerate)) return null;
  const participant = person.id;
  const open = (dialog: SessionDialog) => model.ui.setState({ dialog });
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="icon-button" aria-label={`About ${person.name}`}>
          <Ellipsis size={16} aria-hidden="true" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {mayHand && (
            <DropdownMenu.Item
              className="menu__item"
              onSelect={() => open({ name: "hand", to: participant })}
            >
              <HandHelping size={15} aria-hidden="true" />
              Hand control…
            </DropdownMenu.Item>
          )}
          {mayModerate && (
            <>
              <DropdownMenu.Item
                className="menu__item"
                onSelect={() => open({ name: "permissions", participant })}
              >
                <ShieldCheck size={15} aria-hidden="true" />
                What they may do…
              </DropdownMenu.Item>
              <DropdownMenu.CheckboxItem
                className="menu__item"
                checked={person.witness}
                onCheckedChange={(witness) => void model.act("participant.witness", { participant, witness })}
              >
                <Eye size={15} aria-hidden="true" />
                Witness
                <DropdownMenu.ItemIndicator className="menu__end">
                  <Check size={15} aria-hidden="true" />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.CheckboxItem>
              <DropdownMenu.Separator className="menu__line" />
              <DropdownMenu.Label className="menu__label">Role</DropdownMenu.Label>
              <DropdownMenu.RadioGroup value={person.role}>
                {rolesOffered.map(({ value, label }) => (
                  <DropdownMenu.RadioItem
                    key={value}
                    value={value}
                    className="menu__item"
                    onSelect={() => void model.act("participant.role", { participant, role: value })}
                  >
                    <span className="menu__mark">
                      <DropdownMenu.ItemIndicator>
                        <Check size={15} aria-hidden="true" />
                      </DropdownMenu.ItemIndicator>
                    </span>
                    {label}
                  </DropdownMenu.RadioItem>
                ))}
              </DropdownMenu.RadioGroup>
              <DropdownMenu.Separator className="menu__line" />
              <DropdownMenu.Item
                className="menu__item menu__item--danger"
                onSelect={() => open({ name: "remove", participant })}
              >
                <UserMinus size={15} aria-hidden="true" />
                Remove…
              </DropdownMenu.Item>
              <DropdownMenu.Item
                className="menu__item menu__item--danger"
                onSelect={() => open({ name: "block", participant })}
              >
                <Ban size={15} aria-hidden="true" />
                Block…
              </DropdownMenu.Item>
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
