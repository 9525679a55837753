import { useState } from "react";
import { sentenceSchema } from "../../../shared/events/terms.ts";
import type { Participant } from "../../../shared/state/state.ts";
import { useSessionModel } from "../../store/use-session.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Field } from "../../ui/fields.tsx";

interface RemoveDialogProps {
  readonly person: Participant;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function RemoveDialog({ person, open, onClose }: RemoveDialogProps) {
  const model = useSessionModel();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const given = reason.trim() === "" ? undefined : sentenceSchema.safeParse(reason);
  const remove = async () => {
    if (given?.success === false) return;
    setBusy(true);
    await model.act("participant.remove", {
      participant: person.id,
      ...(given === undefined ? {} : { reason: given.data }),
    });
    setBusy(false);
    setReason("");
    onClose();
  };
  return (
    <Confirm
      open={open}
      title={`Remove ${person.name}?`}
      text={
        person.link === undefined
          ? "They lose the connection at once. What they have seen stays seen."
          : "They lose the connection at once. The link they came by asks you from now on, so that they cannot simply come back. What they have seen stays seen."
      }
      action="Remove"
      busy={busy}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <Field
        label="Reason (they are told, and it is in the recording)"
        error={given?.success === false ? "One line of at most 500 characters." : undefined}
      >
        {({ id, describedBy }) => (
          <input
            id={id}
            className="input"
            aria-describedby={describedBy}
            maxLength={500}
            placeholder="Optional"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Confirm>
  );
}
