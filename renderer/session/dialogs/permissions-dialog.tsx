import type { ParticipantId } from "../../../shared/base/ids.ts";
import { permissionNames, type Permissions } from "../../../shared/events/terms.ts";
import { useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Button } from "../../ui/button.tsx";
import { SwitchRow } from "../../ui/fields.tsx";
import { Dialog } from "radix-ui";
import { permissionWords } from "../permission-words.ts";
import { useFocusBack } from "../../ui/focus-back.ts";

/** Everything one person may do, switch by switch; each is in force as it is switched. */
export function PermissionsDialog({ participant }: { readonly participant: ParticipantId }) {
  const focusBack = useFocusBack();
  const model = useSessionModel();
  const person = useSessionState((state) => state.participants[participant]);
  const viewOnly = useSessionState((state) => state.mode.name === "view_only");
  const close = () => model.ui.setState({ dialog: undefined });
  if (person === undefined) return null;
  const permit = (name: keyof Permissions, value: boolean) =>
    void model.act("participant.permit", { participant, [name]: value });
  return (
    <Dialog.Root open onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog" {...focusBack}>
          <Dialog.Title className="dialog__title">What {person.name} may do</Dialog.Title>
          <Dialog.Description className="dialog__text">
            In force at once. Copying and pictures are held back by their own window only: what somebody can
            see, they can copy.
          </Dialog.Description>
          <div className="dialog__body dialog__body--tight">
            {permissionNames.map((name) => (
              <SwitchRow
                key={name}
                label={permissionWords[name].label}
                hint={
                  name === "allow_input" && viewOnly
                    ? "The mode is view only: nobody but the owner types."
                    : permissionWords[name].hint
                }
                checked={person.permissions[name]}
                onChange={(value) => permit(name, value)}
              />
            ))}
          </div>
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
