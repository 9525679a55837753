import { useState } from "react";
import { noteTextSchema, sentenceSchema } from "../../../shared/events/terms.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { Segments, TextField } from "../../ui/fields.tsx";
import { bookmarkCategories } from "../panel/bookmark-words.ts";
import { Refused } from "./refused.tsx";
import { useDialog } from "./use-dialog.ts";

/** A place in the recording with a name; on the line that was in sight. */
export function BookmarkDialog({ line }: { readonly line: number | undefined }) {
  const { busy, refused, close, submit } = useDialog();
  const [label, setLabel] = useState("");
  const [notes, setNotes] = useState("");
  const [category, setCategory] = useState<(typeof bookmarkCategories)[number]["value"]>("milestone");
  const parsed = sentenceSchema.safeParse(label);
  const written = notes.trim() === "" ? undefined : noteTextSchema.safeParse(notes);
  return (
    <FormDialog
      title="Set a bookmark"
      text="At this moment, in the recording and for everybody here."
      action="Set bookmark"
      busy={busy}
      disabled={!parsed.success || written?.success === false}
      onSubmit={() => {
        if (!parsed.success || written?.success === false) return;
        void submit("bookmark.add", {
          label: parsed.data,
          category,
          ...(written === undefined ? {} : { notes: written.data }),
          ...(line === undefined ? {} : { line }),
        });
      }}
      onClose={close}
    >
      <TextField
        label="Label"
        placeholder="The lock is gone"
        maxLength={500}
        value={label}
        error={label.trim() !== "" && !parsed.success ? "One line of at most 500 characters." : undefined}
        onChange={setLabel}
      />
      <Segments label="Category" choices={bookmarkCategories} value={category} onChange={setCategory} />
      <TextField
        label="Notes"
        placeholder="Optional"
        lines={2}
        maxLength={2000}
        value={notes}
        error={written?.success === false ? "It contains characters that cannot be shown." : undefined}
        onChange={setNotes}
      />
      <Refused text={refused} />
    </FormDialog>
  );
}
