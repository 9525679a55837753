import type { SessionState } from "../../../shared/state/state.ts";
import type { Shape } from "./shapes.ts";

/** What the next drawing is. */
export interface Tool {
  readonly shape: Shape;
  readonly colour: SessionState["annotations"][number]["colour"];
  readonly label: string;
  /** Null: until it is cleared. */
  readonly seconds: number | null;
}

export const firstTool: Tool = { shape: "box", colour: "person", label: "", seconds: 30 };

export const durations = [
  { seconds: 10, label: "10 s" },
  { seconds: 30, label: "30 s" },
  { seconds: 120, label: "2 min" },
  { seconds: 600, label: "10 min" },
  { seconds: null, label: "Until cleared" },
] as const satisfies readonly { readonly seconds: number | null; readonly label: string }[];
