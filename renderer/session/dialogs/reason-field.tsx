import { TextField } from "../../ui/fields.tsx";
import type { Reason } from "./use-dialog.ts";

interface ReasonFieldProps {
  readonly reason: Reason;
  /** Who reads it. */
  readonly told: string;
}

/** One optional line on why, with who reads it. */
export function ReasonField({ reason, told }: ReasonFieldProps) {
  return (
    <TextField
      label={`Reason (${told})`}
      placeholder="Optional"
      maxLength={500}
      value={reason.text}
      error={reason.error}
      onChange={reason.set}
    />
  );
}
