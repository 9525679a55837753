import { useState } from "react";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import { highestControlMinutes } from "../../../shared/events/mode.ts";
import { useSession, useSessionState } from "../../store/use-session.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { SelectField, SwitchRow, TextField } from "../../ui/fields.tsx";
import { fullName } from "../../ui/person.ts";
import { holderTold } from "../control/holder-told.ts";
import { hereOf } from "../here.ts";
import { MinutesField } from "./minutes-field.tsx";
import { pickAgain } from "./pick-again.ts";
import { Refused } from "./refused.tsx";
import { minutesOf, useDialog, useReason } from "./use-dialog.ts";

/** Control goes to somebody: by the owner, a mentor, or whoever has it. */
export function HandDialog({ to }: { readonly to: ParticipantId | undefined }) {
  const { busy, refused, close, submit } = useDialog();
  const me = useSession((view) => view.me);
  const owner = useSessionState((state) => state.owner);
  const mode = useSessionState((state) => state.mode);
  const training = useSessionState((state) => state.sessionType === "training");
  const holder = useSession(({ state, me }) => (state === undefined ? null : holderTold(state, me)));
  const people = useSessionState((state) => state.participants);
  const others = hereOf(people).filter((each) => each.id !== me && each.id !== holder);
  const first = (others.find((each) => each.id !== owner) ?? others[0])?.id;
  const [picked, setPicked] = useState(to ?? first);
  const receiver = picked ?? first;
  const missing = receiver !== undefined && !others.some((each) => each.id === receiver);
  const token = mode.name === "interactive";
  const most = mode.name === "presenter" ? mode.max_control_minutes : highestControlMinutes;
  const [minutes, setMinutes] = useState(String(Math.min(highestControlMinutes, most)));
  const [practice, setPractice] = useState(false);
  const [autoReturn, setAutoReturn] = useState(true);
  const reason = useReason();
  const wanted = minutesOf(minutes, most);
  const accepts = mode.name === "presenter" && mode.transfer_requires_approval;
  const hand = () => {
    if (receiver === undefined || wanted === undefined) return;
    void submit("control.transfer", {
      to: receiver,
      ...reason.given,
      ...(token || receiver === owner ? {} : { minutes: wanted, autoReturn, practice }),
    });
  };
  return (
    <FormDialog
      title={token ? "Hand the token on" : "Hand control to somebody"}
      text={
        accepts && me === owner
          ? "They are asked first. Until they accept, nothing changes."
          : accepts
            ? "The owner is asked, and then they are."
            : "It is theirs at once."
      }
      action={token ? "Hand it on" : "Hand control over"}
      busy={busy}
      disabled={
        receiver === undefined || missing || (!token && wanted === undefined) || reason.error !== undefined
      }
      onSubmit={hand}
      onClose={close}
    >
      {receiver === undefined || others.length === 0 ? (
        <p className="muted">Nobody else is here.</p>
      ) : (
        <SelectField
          label="To"
          choices={[
            ...(missing
              ? [pickAgain(people, receiver, receiver === holder ? "has it already" : "is gone")]
              : []),
            ...others.map((each) => ({ value: each.id, label: fullName(each) })),
          ]}
          value={receiver}
          onChange={setPicked}
        />
      )}
      {!token && receiver !== owner && <MinutesField most={most} value={minutes} onChange={setMinutes} />}
      <TextField
        label="Reason"
        placeholder="Optional"
        maxLength={500}
        value={reason.text}
        error={reason.error}
        onChange={reason.set}
      />
      {!token && me === owner && training && (
        <SwitchRow
          label="Practice"
          hint="Marked as practice in the recording. You can step in at any moment."
          checked={practice}
          onChange={setPractice}
        />
      )}
      {!token && me === owner && (
        <SwitchRow
          label="Back to me when the time is up"
          hint={autoReturn ? undefined : "Nobody has control then until you act."}
          checked={autoReturn}
          onChange={setAutoReturn}
        />
      )}
      <Refused text={refused} />
    </FormDialog>
  );
}
