import { Check, ChevronDown } from "lucide-react";
import { Checkbox, Switch, ToggleGroup } from "radix-ui";
import { type ReactNode, useId } from "react";

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly children: (ids: { readonly id: string; readonly describedBy: string | undefined }) => ReactNode;
}

/** A labelled control; its hint or its error is read with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  const noteId = `${id}-note`;
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      {children({ id, describedBy: note === undefined ? undefined : noteId })}
      {note !== undefined && (
        <span
          id={noteId}
          className={error === undefined ? "field__hint" : "field__error"}
          role={error === undefined ? undefined : "alert"}
        >
          {note}
        </span>
      )}
    </div>
  );
}

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface PickProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly hint?: string;
}

/** One of several, from the system's own list. */
export function SelectField<Value extends string>({
  label,
  choices,
  value,
  onChange,
  hint,
}: PickProps<Value>) {
  return (
    <Field label={label} hint={hint}>
      {({ id, describedBy }) => (
        <span className="select-box">
          <select
            id={id}
            className="select"
            aria-describedby={describedBy}
            value={value}
            onChange={(event) => {
              const picked = choices.find((each) => each.value === event.target.value);
              if (picked !== undefined) onChange(picked.value);
            }}
          >
            {choices.map((each) => (
              <option key={each.value} value={each.value}>
                {each.label}
              </option>
            ))}
          </select>
          <ChevronDown size={14} aria-hidden="true" />
        </span>
      )}
    </Field>
  );
}

/** One of a few, all in sight. */
export function Segments<Value extends string>({ label, choices, value, onChange }: PickProps<Value>) {
  return (
    <ToggleGroup.Root
      className="segments"
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const picked = choices.find((each) => each.value === next);
        if (picked !== undefined) onChange(picked.value);
      }}
    >
      {choices.map((each) => (
        <ToggleGroup.Item key={each.value} value={each.value} className="segments__item">
          {each.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

interface SwitchRowProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function SwitchRow({ label, hint, checked, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="switch-row">
      <div className="field">
        <label className="field__label" htmlFor={id}>
          {label}
        </label>
        {hint !== undefined && (
          <span id={`${id}-hint`} className="field__hint">
            {hint}
          </span>
        )}
      </div>
      <Switch.Root
        id={id}
        className="switch"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        checked={checked}
        onCheckedChange={onChange}
      >
        <Switch.Thumb className="switch__thumb" />
      </Switch.Root>
    </div>
  );
}

interface CheckRowProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}

export function CheckRow({ checked, onChange, children }: CheckRowProps) {
  const id = useId();
  return (
    <div className="check-row">
      <Checkbox.Root
        id={id}
        className="check"
        checked={checked}
        onCheckedChange={(next) => onChange(next === true)}
      >
        <Checkbox.Indicator asChild>
          <Check size={13} strokeWidth={3} aria-hidden="true" />
        </Checkbox.Indicator>
      </Checkbox.Root>
      <label htmlFor={id}>{children}</label>
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly maxLength?: number;
  /** Commands and numbers: in the terminal's letters. */
  readonly mono?: boolean;
  readonly numeric?: boolean;
  /** More than one line. */
  readonly lines?: number;
}

/** A labelled line of text, or several. */
export function TextField(props: TextFieldProps) {
  const { label, hint, error, value, onChange, placeholder, maxLength, mono, numeric, lines } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      {({ id, describedBy }) => {
        const shared = {
          id,
          className: mono === true ? "input input--mono" : "input",
          "aria-describedby": describedBy,
          "aria-invalid": error !== undefined,
          ...(mono === true ? { autoCapitalize: "off", spellCheck: false } : {}),
          autoComplete: "off",
          placeholder,
          maxLength,
          value,
        };
        return lines === undefined ? (
          <input
            {...shared}
            inputMode={numeric === true ? "numeric" : undefined}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <textarea {...shared} rows={lines} onChange={(event) => onChange(event.target.value)} />
        );
      }}
    </Field>
  );
}
