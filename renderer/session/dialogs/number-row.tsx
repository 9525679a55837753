import { useId } from "react";
import type { NumberSetting } from "./mode-form.ts";

interface NumberRowProps {
  readonly setting: NumberSetting;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A number beside its name, as a switch is. */
export function NumberRow({ setting, value, error, onChange }: NumberRowProps) {
  const id = useId();
  const note = error ?? setting.hint;
  return (
    <div className="number-row">
      <div className="field">
        <label className="field__label" htmlFor={id}>
          {setting.label}
        </label>
        {note !== undefined && (
          <span
            id={`${id}-note`}
            className={error === undefined ? "field__hint" : "field__error"}
            role={error === undefined ? undefined : "alert"}
          >
            {note}
          </span>
        )}
      </div>
      <span className="number-row__value">
        <input
          id={id}
          className="input figures"
          inputMode="numeric"
          autoComplete="off"
          placeholder={setting.optional === true ? "Never" : undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          aria-invalid={error !== undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <span className="muted small number-row__unit">{setting.unit}</span>
      </span>
    </div>
  );
}
