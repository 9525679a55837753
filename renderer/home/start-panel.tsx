import { ChevronDown, Play } from "lucide-react";
import { Collapsible } from "radix-ui";
import { type FormEvent, useState } from "react";
import type { SessionId } from "../../shared/base/ids.ts";
import { defaultModes, placesOf } from "../../shared/events/mode.ts";
import { modeSentences, modeTitles } from "../session/mode-words.ts";
import type { HostModel } from "../store/host-model.ts";
import { Button } from "../ui/button.tsx";
import { Field, Segments, SelectField, SwitchRow } from "../ui/fields.tsx";
import { TrainingFields } from "./training-fields.tsx";
import { type StartError, type StartForm, startDefaults, startInput, type StartKind } from "./start-form.ts";

const kinds = [
  { value: "shell", label: "Shell" },
  { value: "ssh", label: "SSH" },
  { value: "command", label: "Command" },
] as const satisfies readonly { readonly value: StartKind; readonly label: string }[];

const modes = [
  { value: "presenter", label: modeTitles.presenter },
  { value: "interactive", label: modeTitles.interactive },
  { value: "view_only", label: modeTitles.view_only },
] as const;

const types = [
  { value: "standard", label: "Standard" },
  { value: "training", label: "Training" },
] as const;

const fourEyes = [
  { value: "no", label: "Not required" },
  { value: "watching", label: "Has to watch before anybody types" },
  { value: "per-command", label: "Has to approve each command" },
] as const;

interface StartPanelProps {
  readonly model: HostModel;
  readonly disabled: boolean;
  readonly onStarted: (session: SessionId) => void;
}

/** One click for a shell with the defaults; everything else folded away beneath. */
export function StartPanel({ model, disabled, onStarted }: StartPanelProps) {
  const [form, setForm] = useState<StartForm>(startDefaults);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<StartError>();
  const [failed, setFailed] = useState<string>();
  const change = (changes: Partial<StartForm>) => {
    setForm({ ...form, ...changes });
    setWrong(undefined);
  };

  const start = async (event: FormEvent) => {
    event.preventDefault();
    setFailed(undefined);
    const input = startInput(open ? form : startDefaults);
    if (!input.ok) return setWrong(input.error);
    setBusy(true);
    const started = await model.start(input.value);
    setBusy(false);
    if (started.ok) onStarted(started.value);
    else setFailed(started.error.message);
  };
  const errorOf = (field: StartError["field"]) => (wrong?.field === field ? wrong.message : undefined);

  return (
    <form className="start" onSubmit={(event) => void start(event)} aria-label="Start a session">
      <Collapsible.Root open={open} onOpenChange={setOpen}>
        <div className="start__head">
          <div className="start__words">
            <h1 className="start__title">Start a session</h1>
            <p className="muted">
              {open
                ? "On this machine. Nobody sees it until you make a link."
                : "Your own shell, recorded. Nobody sees it until you make a link."}
            </p>
          </div>
          <div className="start__buttons">
            <Collapsible.Trigger asChild>
              <Button look="quiet" size="large" className="start__options">
                Options
                <ChevronDown size={15} aria-hidden="true" />
              </Button>
            </Collapsible.Trigger>
            <Button
              look="primary"
              size="large"
              type="submit"
              busy={busy}
              disabled={disabled}
              data-testid="start"
            >
              {!busy && <Play size={15} fill="currentColor" aria-hidden="true" />}
              Start session
            </Button>
          </div>
        </div>
        <Collapsible.Content className="start__form">
          <Segments label="Target" choices={kinds} value={form.kind} onChange={(kind) => change({ kind })} />
          {form.kind !== "shell" && (
            <Field
              label={form.kind === "ssh" ? "Connect to" : "Program and arguments"}
              hint={
                form.kind === "ssh"
                  ? "As on ssh's own command line; your keys, agent and configuration are used and never leave this machine."
                  : "Run as it stands, not by a shell."
              }
              error={errorOf("words")}
            >
              {({ id, describedBy }) => (
                <input
                  id={id}
                  className="input input--mono"
                  aria-describedby={describedBy}
                  aria-invalid={errorOf("words") !== undefined}
                  placeholder={form.kind === "ssh" ? "ana@prod-db-01 -p 2222" : "htop -d 20"}
                  autoComplete="off"
                  autoCapitalize="off"
                  spellCheck={false}
                  value={form.words}
                  onChange={(event) => change({ words: event.target.value })}
                />
              )}
            </Field>
          )}
          <Field label="Title" hint="Guests see it before they join." error={errorOf("title")}>
            {({ id, describedBy }) => (
              <input
                id={id}
                className="input"
                aria-describedby={describedBy}
                aria-invalid={errorOf("title") !== undefined}
                maxLength={120}
                placeholder="Named after the target"
                value={form.title}
                onChange={(event) => change({ title: event.target.value })}
              />
            )}
          </Field>
          <div className="start__pair">
            <div className="field">
              <span className="field__label">Who types</span>
              <Segments
                label="Who types"
                choices={modes}
                value={form.mode}
                onChange={(mode) => change({ mode })}
              />
              <span className="field__hint">{modeSentences[form.mode]}</span>
            </div>
            <Field label="Most people" hint="Besides you." error={errorOf("maxParticipants")}>
              {({ id, describedBy }) => (
                <input
                  id={id}
                  className="input"
                  aria-describedby={describedBy}
                  aria-invalid={errorOf("maxParticipants") !== undefined}
                  inputMode="numeric"
                  placeholder={String(placesOf(defaultModes[form.mode]))}
                  value={form.maxParticipants}
                  onChange={(event) => change({ maxParticipants: event.target.value })}
                />
              )}
            </Field>
          </div>
          <div className="start__pair">
            <div className="field">
              <span className="field__label">What for</span>
              <Segments
                label="What for"
                choices={types}
                value={form.type}
                onChange={(type) => change({ type })}
              />
            </div>
            <SelectField
              label="A second person"
              choices={fourEyes}
              value={form.fourEyes}
              onChange={(value) => change({ fourEyes: value })}
            />
          </div>
          {form.type === "training" && <TrainingFields form={form} errorOf={errorOf} onChange={change} />}
          <SwitchRow
            label="Record"
            hint={
              form.record
                ? "The screen, the chat and who did what, signed. Not what is typed."
                : "Nothing is kept, and nothing can be verified afterwards."
            }
            checked={form.record}
            onChange={(record) => change({ record })}
          />
        </Collapsible.Content>
      </Collapsible.Root>
      {failed !== undefined && (
        <p className="field__error start__error" role="alert">
          {failed}
        </p>
      )}
    </form>
  );
}
