import { ArrowDownToLine } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { plural } from "../../ui/words.ts";

interface BackToLiveProps {
  /** Between what is shown and the newest. */
  readonly lines: number;
  readonly onBack: () => void;
}

/** For whoever reads back: how far behind they are, and the way to what happens now. */
export function BackToLive({ lines, onBack }: BackToLiveProps) {
  if (lines === 0) return null;
  return (
    <div className="surface__back">
      <Button look="primary" size="small" onClick={onBack}>
        <ArrowDownToLine size={14} aria-hidden="true" />
        <span className="figures">{plural(lines, "line")} behind</span> · Return to live
      </Button>
    </div>
  );
}
