import { useState } from "react";
import { peopleHere } from "../../shared/state/selectors.ts";
import type { LinkSummary } from "../../shared/wire/host-api.ts";
import { ReasonField } from "../session/dialogs/reason-field.tsx";
import { useReason } from "../session/dialogs/use-dialog.ts";
import { useSession, useSessionModel } from "../store/use-session.ts";
import { Confirm } from "../ui/confirm.tsx";
import { CheckRow } from "../ui/fields.tsx";

interface RevokeDialogProps {
  readonly link: LinkSummary;
  readonly onClose: () => void;
}

/** Asks back before a link is closed for good; whether those who came by it go as well is asked here. */
export function RevokeDialog({ link, onClose }: RevokeDialogProps) {
  const model = useSessionModel();
  const guests = useSession(({ state }) =>
    state === undefined ? 0 : peopleHere(state).filter((each) => each.link === link.id).length,
  );
  const [removeGuests, setRemoveGuests] = useState(false);
  const [busy, setBusy] = useState(false);
  const reason = useReason();
  const revoke = async () => {
    if (reason.error !== undefined) return;
    setBusy(true);
    await model.act("link.revoke", { link: link.id, removeGuests, ...reason.given });
    setBusy(false);
    onClose();
  };
  return (
    <Confirm
      open
      title="Revoke this link?"
      text="Nobody new can come in by it. It does not take back what was already seen."
      action={removeGuests ? "Revoke and remove" : "Revoke"}
      busy={busy}
      onConfirm={() => void revoke()}
      onClose={onClose}
    >
      {guests > 0 && (
        <CheckRow checked={removeGuests} onChange={setRemoveGuests}>
          Also remove the {guests === 1 ? "person" : `${guests} people`} who came in by it
        </CheckRow>
      )}
      <ReasonField
        reason={reason}
        told={removeGuests ? "they are told, and it is in the recording" : "it is in the recording"}
      />
    </Confirm>
  );
}
