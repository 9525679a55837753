import { useState } from "react";
import { highestControlMinutes } from "../../../shared/events/mode.ts";
import { useSessionState } from "../../store/use-session.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/fields.tsx";
import { MinutesField } from "./minutes-field.tsx";
import { Refused } from "./refused.tsx";
import { minutesOf, useDialog, useReason } from "./use-dialog.ts";

/** A viewer's wish for control: how long, and what for. */
export function AskDialog() {
  const { busy, refused, close, submit } = useDialog();
  const mode = useSessionState((state) => state.mode);
  const waiting = useSessionState((state) => state.control.queue.length);
  const most = mode.name === "presenter" ? mode.max_control_minutes : highestControlMinutes;
  const [minutes, setMinutes] = useState(String(Math.min(10, most)));
  const reason = useReason();
  const wanted = minutesOf(minutes, most);
  return (
    <FormDialog
      title="Ask for control"
      text={
        waiting === 0
          ? "The owner decides. You type as soon as it is granted."
          : `The owner decides. ${waiting === 1 ? "1 person is" : `${waiting} people are`} waiting already.`
      }
      action="Ask for control"
      busy={busy}
      disabled={wanted === undefined || reason.error !== undefined}
      onSubmit={() => {
        if (wanted !== undefined) void submit("control.request", { minutes: wanted, ...reason.given });
      }}
      onClose={close}
    >
      <TextField
        label="What for"
        placeholder="Run the diagnostics on the replica"
        maxLength={500}
        value={reason.text}
        error={reason.error}
        onChange={reason.set}
      />
      <MinutesField most={most} value={minutes} onChange={setMinutes} />
      <Refused text={refused} />
    </FormDialog>
  );
}
