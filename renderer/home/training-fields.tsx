import { SelectField, TextField } from "../ui/fields.tsx";
import type { StartError, StartForm } from "./start-form.ts";

const levels = [
  { value: "any", label: "Any level" },
  { value: "beginner", label: "Beginner" },
  { value: "intermediate", label: "Intermediate" },
  { value: "advanced", label: "Advanced" },
] as const;

interface TrainingFieldsProps {
  readonly form: StartForm;
  readonly errorOf: (field: StartError["field"]) => string | undefined;
  readonly onChange: (changes: Partial<StartForm>) => void;
}

/** What a training is about, and who learns. */
export function TrainingFields({ form, errorOf, onChange }: TrainingFieldsProps) {
  return (
    <>
      <div className="start__pair">
        <TextField
          label="Topic"
          placeholder="Reading lock waits in Postgres"
          maxLength={500}
          value={form.topic}
          error={errorOf("topic")}
          onChange={(topic) => onChange({ topic })}
        />
        <SelectField
          label="Level"
          choices={levels}
          value={form.level}
          onChange={(level) => onChange({ level })}
        />
      </div>
      <TextField
        label="Trainees"
        hint="Names, with commas between. It says who the training is for, and lets nobody in."
        placeholder="Mia, Ben Okafor"
        value={form.trainees}
        error={errorOf("trainees")}
        onChange={(trainees) => onChange({ trainees })}
      />
    </>
  );
}
