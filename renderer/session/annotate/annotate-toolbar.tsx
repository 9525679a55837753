import { ChevronDown, Trash2, X } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { useEffect } from "react";
import { useSession, useSessionModel, useSessionState, useUi } from "../../store/use-session.ts";
import { IconButton } from "../../ui/button.tsx";
import { Tip } from "../../ui/tip.tsx";
import { useMay, useOwns, usePeople } from "../use-me.ts";
import "./annotate.css";
import { annotationColours, colourOf } from "./colours.ts";
import { shapeIcons, shapeTitles, shapes } from "./shapes.ts";
import { durations, type Tool } from "./tool.ts";

/** What is drawn and how; stands over the screen's edge while drawing. */
export function AnnotateToolbar() {
  const model = useSessionModel();
  const tool = useUi((ui) => ui.tool);
  const me = useSession((view) => view.me);
  const owns = useOwns();
  const people = usePeople();
  const may = useMay("annotate");
  const own = useSessionState((state) => state.annotations.filter((each) => each.participant === me).length);
  const all = useSessionState((state) => state.annotations.length);
  const change = (changes: Partial<Tool>) => model.ui.setState({ tool: { ...tool, ...changes } });
  const close = () => {
    model.ui.setState({ annotating: false });
    model.screen.focus();
  };
  // Taken away while drawing: nothing more is drawn.
  useEffect(() => {
    if (!may) model.ui.setState({ annotating: false });
  }, [model, may]);
  if (!may) return null;
  return (
    <div className="annotate-bar" role="toolbar" aria-label="Draw over the screen" data-testid="annotate-bar">
      <ToggleGroup.Root
        className="annotate-bar__shapes"
        type="single"
        aria-label="Shape"
        value={tool.shape}
        onValueChange={(value) => {
          const shape = shapes.find((each) => each === value);
          if (shape !== undefined) change({ shape });
        }}
      >
        {shapes.map((shape) => {
          const Icon = shapeIcons[shape];
          return (
            <Tip key={shape} text={shapeTitles[shape]}>
              <ToggleGroup.Item value={shape} className="annotate-bar__shape" aria-label={shapeTitles[shape]}>
                <Icon size={16} aria-hidden="true" />
              </ToggleGroup.Item>
            </Tip>
          );
        })}
      </ToggleGroup.Root>
      <ToggleGroup.Root
        className="annotate-bar__colours"
        type="single"
        aria-label="Colour"
        value={tool.colour}
        onValueChange={(value) => {
          const colour = annotationColours.find((each) => each.value === value);
          if (colour !== undefined) change({ colour: colour.value });
        }}
      >
        {annotationColours.map(({ value, label }) => (
          <Tip key={value} text={label}>
            <ToggleGroup.Item
              value={value}
              className="swatch"
              aria-label={label}
              disabled={tool.shape === "warning"}
              style={{ "--swatch": colourOf(people, { colour: value, participant: me ?? "" }) }}
            />
          </Tip>
        ))}
      </ToggleGroup.Root>
      <input
        className="input annotate-bar__label"
        aria-label="Label"
        placeholder="Label"
        maxLength={200}
        value={tool.label}
        onChange={(event) => change({ label: event.target.value })}
      />
      <span className="select-box annotate-bar__time">
        <select
          className="select"
          aria-label="How long it stays"
          value={tool.seconds ?? "stay"}
          onChange={(event) => {
            const { value } = event.target;
            change({ seconds: value === "stay" ? null : Number(value) });
          }}
        >
          {durations.map(({ seconds, label }) => (
            <option key={label} value={seconds ?? "stay"}>
              {label}
            </option>
          ))}
        </select>
        <ChevronDown size={14} aria-hidden="true" />
      </span>
      <span className="annotate-bar__end">
        {(own > 0 || (owns && all > 0)) && (
          <IconButton
            label={owns && own === 0 ? "Clear all" : "Clear mine"}
            onClick={() => void model.act("annotation.clear", { which: owns && own === 0 ? "all" : "own" })}
          >
            <Trash2 size={15} aria-hidden="true" />
          </IconButton>
        )}
        <IconButton label="Stop drawing" onClick={close}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      </span>
    </div>
  );
}
