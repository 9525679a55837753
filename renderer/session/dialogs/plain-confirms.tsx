import { useState } from "react";
import { placesTaken } from "../../../shared/state/selectors.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { SwitchRow } from "../../ui/fields.tsx";
import { plural } from "../../ui/words.ts";
import { endWords } from "../end-words.ts";
import { Refused } from "./refused.tsx";
import { ReasonField } from "./reason-field.tsx";
import { useDialog, useReason } from "./use-dialog.ts";

export function EndDialog() {
  const { busy, refused, close, submit } = useDialog();
  const people = useSession((view) => (view.state === undefined ? 0 : placesTaken(view.state)));
  return (
    <Confirm
      open
      title="End the session?"
      text={endWords(people)}
      action="End session"
      busy={busy}
      onConfirm={() => void submit("session.end", {})}
      onClose={close}
    >
      {refused === undefined ? undefined : <Refused text={refused} />}
    </Confirm>
  );
}

export function LeaveDialog() {
  const model = useSessionModel();
  const [busy, setBusy] = useState(false);
  const close = () => model.ui.setState({ dialog: undefined });
  const leave = async () => {
    setBusy(true);
    await model.client.leave();
    close();
  };
  return (
    <Confirm
      open
      title="Leave the session?"
      text="The others see that you left. You can come back by the same link as long as it is open."
      action="Leave"
      busy={busy}
      onConfirm={() => void leave()}
      onClose={close}
    />
  );
}

/** Everybody out, nobody in; or open again. */
export function SharingDialog() {
  const { busy, refused, close, submit } = useDialog();
  const reason = useReason();
  const on = useSessionState((state) => state.sharing === "on");
  const people = useSession((view) => (view.state === undefined ? 0 : placesTaken(view.state)));
  return (
    <Confirm
      open
      title={on ? "Switch sharing off?" : "Switch sharing on again?"}
      text={
        on
          ? `${people === 0 ? "Nobody comes in" : `${plural(people, "person", "people")} lose${people === 1 ? "s" : ""} the connection at once, and nobody comes in`} until you switch it on again. Links stay as they are. What was seen stays seen.`
          : "Links that are open work again, and whoever was here may come back."
      }
      action={on ? "Switch sharing off" : "Switch sharing on"}
      busy={busy}
      onConfirm={() => {
        if (reason.error === undefined) void submit("sharing.switch", { on: !on, ...reason.given });
      }}
      onClose={close}
    >
      <ReasonField reason={reason} told="it is in the recording" />
      <Refused text={refused} />
    </Confirm>
  );
}

export function ClearLinesDialog() {
  const { busy, refused, close, submit } = useDialog();
  const waiting = useSessionState((state) => state.lines.queue.length);
  return (
    <Confirm
      open
      title="Empty the queue?"
      text={`${plural(waiting, "line")} will not be run. The line that runs now goes on.`}
      action="Empty the queue"
      busy={busy}
      onConfirm={() => void submit("line.clear", {})}
      onClose={close}
    >
      {refused === undefined ? undefined : <Refused text={refused} />}
    </Confirm>
  );
}

/** A promise to whoever reads the recording: it cannot be taken back. */
export function FourEyesDialog() {
  const { busy, refused, close, submit } = useDialog();
  const required = useSessionState((state) => state.fourEyes.required);
  const [perCommand, setPerCommand] = useState(required);
  return (
    <Confirm
      open
      title="Require a second person?"
      text="From now on nobody types, you included, unless somebody you named as a witness is here and watching. It stays so until the session ends. Whether they watch is their own window's word."
      action="Require it"
      busy={busy}
      onConfirm={() => void submit("session.four_eyes", { perCommand })}
      onClose={close}
    >
      <SwitchRow
        label="Each command is approved"
        hint="Everything is proposed, and the witness approves it before it is typed."
        checked={perCommand}
        onChange={setPerCommand}
      />
      <Refused text={refused} />
    </Confirm>
  );
}
