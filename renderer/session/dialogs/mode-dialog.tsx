import { useState } from "react";
import type { Merge, ModeName } from "../../../shared/events/mode.ts";
import { useSessionState } from "../../store/use-session.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { Segments, SwitchRow } from "../../ui/fields.tsx";
import { mergeTitles, modeSentences, modeTitles } from "../mode-words.ts";
import {
  changeOf,
  formOf,
  type ModeForm,
  modeSettings,
  type NumberSetting,
  numberError,
  type SwitchSetting,
} from "./mode-form.ts";
import { NumberRow } from "./number-row.tsx";
import { FirstField, isGone } from "./first-field.tsx";
import { Refused } from "./refused.tsx";
import { useDialog } from "./use-dialog.ts";

const modes = (["presenter", "interactive", "view_only"] as const satisfies readonly ModeName[]).map(
  (value) => ({
    value,
    label: modeTitles[value],
  }),
);
const merges = (["interleaved", "queued", "token"] as const satisfies readonly Merge[]).map((value) => ({
  value,
  label: mergeTitles[value],
}));

const mergeSentences = {
  interleaved: "Keys reach the target in the order they arrive. Two people typing at once mix.",
  queued: "Everybody writes whole lines. They run one after another, so that none is torn.",
  token: "One person types at a time; whoever wants to takes the token when it is free.",
} as const satisfies Record<Merge, string>;

/** The sharing mode with everything that can be set about it, while the session runs. */
export function ModeDialog() {
  const { busy, refused, close, submit } = useDialog();
  const mode = useSessionState((state) => state.mode);
  const [form, setForm] = useState<ModeForm>(() => formOf(mode));
  const change = changeOf(form);
  const { switches, numbers } = modeSettings[form.name];
  const shown = (numbers as readonly NumberSetting[]).filter(
    (each) => each.merge === undefined || each.merge === form.merge,
  );
  const gone = useSessionState((state) => isGone(form.first, state.participants));
  const hands = form.name === "presenter" && form.first !== "unchanged";
  const fresh =
    hands || form.name !== mode.name || (mode.name === "interactive" && mode.input_merge_mode !== form.merge);
  const consequence =
    hands && form.first !== "owner"
      ? "Control goes there at once, and the queue is emptied."
      : "Control comes back to you, and the queue is emptied.";
  return (
    <FormDialog
      title="Sharing mode"
      text="Everybody sees the change at once."
      action="Apply"
      wide
      busy={busy}
      disabled={change === undefined || gone}
      onSubmit={() => change !== undefined && void submit("mode.set", { mode: change })}
      onClose={close}
    >
      <div className="field">
        <Segments
          label="Mode"
          choices={modes}
          value={form.name}
          onChange={(name) => setForm(formOf(mode, name))}
        />
        <span className="field__hint">{modeSentences[form.name]}</span>
      </div>
      {form.name === "presenter" && (
        <FirstField
          value={form.first}
          running={mode.name === "presenter"}
          onChange={(first) => setForm({ ...form, first })}
        />
      )}
      {form.name === "interactive" && (
        <div className="field">
          <span className="field__label">Typing at the same time</span>
          <Segments
            label="Typing at the same time"
            choices={merges}
            value={form.merge}
            onChange={(merge) => setForm({ ...form, merge })}
          />
          <span className="field__hint">{mergeSentences[form.merge]}</span>
        </div>
      )}
      <div className="settings">
        {(switches as readonly SwitchSetting[]).map((each) => (
          <SwitchRow
            key={each.key}
            label={each.label}
            hint={each.hint}
            checked={form.switches[each.key] === true}
            onChange={(on) => setForm({ ...form, switches: { ...form.switches, [each.key]: on } })}
          />
        ))}
        {shown.map((each) => (
          <NumberRow
            key={each.key}
            setting={each}
            value={form.numbers[each.key] ?? ""}
            error={numberError(each, form.numbers[each.key] ?? "")}
            onChange={(value) => setForm({ ...form, numbers: { ...form.numbers, [each.key]: value } })}
          />
        ))}
      </div>
      {fresh && <p className="muted small">{consequence}</p>}
      <Refused text={refused} />
    </FormDialog>
  );
}
