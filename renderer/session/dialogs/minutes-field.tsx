import { Field } from "../../ui/fields.tsx";
import { minutesOf } from "./use-dialog.ts";

interface MinutesFieldProps {
  readonly most: number;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const usual = [2, 5, 10, 15, 30, 60] as const;

/** For how long: the usual lengths in sight, any other typed. */
export function MinutesField({ most, value, onChange }: MinutesFieldProps) {
  const wrong = minutesOf(value, most) === undefined;
  const offered = usual.filter((each) => each <= most);
  return (
    <Field label="Minutes" error={wrong ? `A whole number from 1 to ${most}.` : undefined}>
      {({ id, describedBy }) => (
        <div className="minutes">
          <input
            id={id}
            className="input minutes__input figures"
            aria-describedby={describedBy}
            aria-invalid={wrong}
            inputMode="numeric"
            autoComplete="off"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {offered.map((each) => (
            <button
              key={each}
              type="button"
              className="chip figures"
              aria-pressed={value === String(each)}
              aria-label={`${each} minutes`}
              onClick={() => onChange(String(each))}
            >
              {each}
            </button>
          ))}
        </div>
      )}
    </Field>
  );
}
