import { useState } from "react";
import { noteTextSchema } from "../../../shared/events/terms.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/fields.tsx";
import { Refused } from "./refused.tsx";
import { useDialog } from "./use-dialog.ts";

export function QuestionDialog() {
  const { busy, refused, close, submit } = useDialog();
  const [text, setText] = useState("");
  const parsed = noteTextSchema.safeParse(text);
  return (
    <FormDialog
      title="Ask a question"
      text="It stays in the list until it is answered. Everybody here reads it."
      action="Ask"
      busy={busy}
      disabled={!parsed.success}
      onSubmit={() => parsed.success && void submit("question.ask", { text: parsed.data })}
      onClose={close}
    >
      <TextField label="Question" lines={3} maxLength={2000} value={text} onChange={setText} />
      <Refused text={refused} />
    </FormDialog>
  );
}
