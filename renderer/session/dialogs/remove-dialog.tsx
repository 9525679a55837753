import { useState } from "react";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import { useSessionState } from "../../store/use-session.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { CheckRow } from "../../ui/fields.tsx";
import { ReasonField } from "./reason-field.tsx";
import { Refused } from "./refused.tsx";
import { useDialog, useReason } from "./use-dialog.ts";

/** Out at once; whether they come back by their link is asked here. */
export function RemoveDialog({ participant }: { readonly participant: ParticipantId }) {
  const { busy, refused, close, submit } = useDialog();
  const person = useSessionState((state) => state.participants[participant]);
  const [rejoin, setRejoin] = useState(false);
  const reason = useReason();
  if (person === undefined) return null;
  const remove = () => {
    if (reason.error === undefined)
      void submit("participant.remove", { participant, ...reason.given, ...(rejoin ? { rejoin } : {}) });
  };
  return (
    <Confirm
      open
      title={`Remove ${person.name}?`}
      text={
        rejoin
          ? "They lose the connection at once, and may come back by their link. What they have seen stays seen."
          : "They lose the connection at once. The link they came by asks you from now on, so that they cannot simply come back. What they have seen stays seen."
      }
      action="Remove"
      busy={busy}
      onConfirm={remove}
      onClose={close}
    >
      <ReasonField reason={reason} told="they are told, and it is in the recording" />
      <CheckRow checked={rejoin} onChange={setRejoin}>
        They may come back by their link
      </CheckRow>
      <Refused text={refused} />
    </Confirm>
  );
}

/** Never again with this key, by whatever way in. */
export function BlockDialog({ participant }: { readonly participant: ParticipantId }) {
  const { busy, refused, close, submit } = useDialog();
  const person = useSessionState((state) => state.participants[participant]);
  const reason = useReason();
  if (person === undefined) return null;
  const block = () => {
    if (reason.error === undefined) void submit("participant.block", { participant, ...reason.given });
  };
  return (
    <Confirm
      open
      title={`Block ${person.name}?`}
      text="They lose the connection at once, and this browser or app of theirs never comes in again, by whatever link. With another one they are a stranger, so the link they came by asks you from now on."
      action="Block"
      busy={busy}
      onConfirm={block}
      onClose={close}
    >
      <ReasonField reason={reason} told="they are told, and it is in the recording" />
      <Refused text={refused} />
    </Confirm>
  );
}
