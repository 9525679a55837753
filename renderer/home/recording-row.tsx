import { FileVideo2, ShieldCheck, ShieldX, TriangleAlert } from "lucide-react";
import { useStore } from "zustand";
import type { RecordingSummary } from "../../shared/wire/host-api.ts";
import type { Check, HostModel } from "../store/host-model.ts";
import { Button } from "../ui/button.tsx";
import { Tip } from "../ui/tip.tsx";
import { exactTime, fileSize, span, timeOfDay } from "../ui/words.ts";
import { useNow } from "../ui/use-now.ts";
import { verdictWords } from "./verdict-words.ts";

interface RecordingRowProps {
  readonly recording: RecordingSummary;
  readonly model: HostModel;
}

export function RecordingRow({ recording, model }: RecordingRowProps) {
  const now = useNow(60_000);
  const check = useStore(model.store, (view) => view.checks[recording.path]);
  const name = recording.path.split(/[/\\]/).at(-1) ?? recording.path;
  const facts = [
    ...(recording.startedAtMs === undefined ? [] : [timeOfDay(recording.startedAtMs, now)]),
    ...(recording.durationMs === undefined ? [] : [span(recording.durationMs)]),
    fileSize(recording.bytes),
  ];
  return (
    <li className="row" data-testid="recording-row">
      <FileVideo2 className="row__icon" size={18} aria-hidden="true" />
      <div className="row__words">
        <div className="row__title">
          <bdi className="truncate" title={recording.path}>
            {recording.title ?? name}
          </bdi>
        </div>
        <p
          className="row__facts truncate"
          title={
            recording.startedAtMs === undefined
              ? recording.path
              : `${exactTime(recording.startedAtMs)} · ${recording.path}`
          }
        >
          {facts.join(" · ")}
        </p>
        {check?.name === "told" && check.verdict.verdict !== "sealed" && (
          <p className="row__verdict small">{check.verdict.message}</p>
        )}
        {check?.name === "failed" && <p className="row__verdict small">{check.message}</p>}
      </div>
      <div className="row__actions">
        {recording.live ? (
          <span className="badge">
            <span className="recorded__dot row__dot" aria-hidden="true" /> Recording
          </span>
        ) : (
          <CheckBadge
            check={check}
            title={recording.title ?? name}
            onVerify={() => void model.verify(recording.path)}
          />
        )}
      </div>
    </li>
  );
}

function CheckBadge({
  check,
  title,
  onVerify,
}: {
  readonly check: Check | undefined;
  readonly title: string;
  readonly onVerify: () => void;
}) {
  if (check === undefined || check.name === "failed") {
    return (
      <Button size="small" aria-label={`Verify ${title}`} onClick={onVerify}>
        {check === undefined ? "Verify" : "Try again"}
      </Button>
    );
  }
  if (check.name === "checking") {
    return (
      <span className="badge" role="status">
        <span className="spinner" aria-hidden="true" /> Verifying
      </span>
    );
  }
  const { word, tone } = verdictWords[check.verdict.verdict];
  const Icon = tone === "success" ? ShieldCheck : tone === "warning" ? TriangleAlert : ShieldX;
  return (
    <Tip text={check.verdict.message}>
      <button
        type="button"
        className={`badge badge--${tone} badge--button`}
        onClick={onVerify}
        aria-label={`${word}. ${check.verdict.message} Verify ${title} again.`}
      >
        <Icon size={13} aria-hidden="true" />
        {word}
      </button>
    </Tip>
  );
}
