import { useMemo } from "react";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { useSessionState } from "../../store/use-session.ts";
import { SelectField } from "../../ui/fields.tsx";
import { fullName } from "../../ui/person.ts";
import { hereOf } from "../here.ts";
import type { First } from "./mode-form.ts";
import { pickAgain } from "./pick-again.ts";

interface FirstFieldProps {
  readonly value: First;
  /** Presenter mode is set already: then control may also stay where it is. */
  readonly running: boolean;
  readonly onChange: (first: First) => void;
}

/** Whether somebody was picked who is not here any more. */
export function isGone(first: First, people: SessionState["participants"]): first is ParticipantId {
  return first !== "unchanged" && first !== "owner" && !hereOf(people).some((each) => each.id === first);
}

/** Who has control when presenter mode begins. */
export function FirstField({ value, running, onChange }: FirstFieldProps) {
  const owner = useSessionState((state) => state.owner);
  const people = useSessionState((state) => state.participants);
  const choices = useMemo(() => {
    const others = hereOf(people).filter((each) => each.id !== owner);
    return [
      ...(isGone(value, people) ? [pickAgain(people, value, "is gone")] : []),
      ...(running ? [{ value: "unchanged", label: "Whoever has it now" } as const] : []),
      { value: "owner", label: "You" } as const,
      ...others.map((each) => ({ value: each.id, label: fullName(each) })),
    ];
  }, [people, owner, running, value]);
  return (
    <SelectField<First>
      label={running ? "Control goes to" : "Begins with"}
      choices={choices}
      value={value}
      onChange={onChange}
    />
  );
}
