import { useState } from "react";
import { commandTextSchema } from "../../../shared/events/terms.ts";
import { useSession } from "../../store/use-session.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/fields.tsx";
import { whoDecides } from "../asks/judging.ts";
import { Refused } from "./refused.tsx";
import { useDialog } from "./use-dialog.ts";

/** What somebody would type, for another to decide. */
export function ProposeDialog() {
  const { busy, refused, close, submit } = useDialog();
  const [text, setText] = useState("");
  const who = useSession(({ state, me }) => (state === undefined ? "" : whoDecides(state, me)));
  const parsed = commandTextSchema.safeParse(text.replaceAll("\r\n", "\n"));
  const wrong = text !== "" && !parsed.success;
  return (
    <FormDialog
      title="Propose a command"
      text={`${who} Approved, it is typed in your name.`}
      action="Propose"
      busy={busy}
      disabled={!parsed.success}
      onSubmit={() => parsed.success && void submit("proposal.make", { text: parsed.data })}
      onClose={close}
    >
      <TextField
        label="Command"
        mono
        lines={3}
        maxLength={4000}
        placeholder="systemctl restart billing"
        value={text}
        error={wrong ? "It contains characters that cannot be shown." : undefined}
        onChange={setText}
      />
      <Refused text={refused} />
    </FormDialog>
  );
}
