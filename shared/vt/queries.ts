import { type Sequence, type SequenceKind, sequenceId } from "./sequence.ts";

/** A sequence that asks the terminal for an answer. The shadow terminal answers; everybody else's must not. */
export type Query =
  | "device-attributes"
  | "device-status"
  | "mode"
  | "setting"
  | "version"
  | "window"
  | "colour"
  | "clipboard"
  | "capability"
  | "checksum"
  | "keyboard";

interface FunctionId {
  readonly prefix?: string;
  readonly intermediates?: string;
  readonly final: string;
}

interface Row {
  readonly kind: SequenceKind;
  readonly id: FunctionId;
  readonly query: Query;
}

/** All of these are queries whatever their parameters, but for `CSI t` and `CSI u`. */
const rows: readonly Row[] = [
  { kind: "esc", id: { final: "Z" }, query: "device-attributes" },
  { kind: "csi", id: { final: "c" }, query: "device-attributes" },
  { kind: "csi", id: { prefix: ">", final: "c" }, query: "device-attributes" },
  { kind: "csi", id: { prefix: "=", final: "c" }, query: "device-attributes" },
  { kind: "csi", id: { final: "n" }, query: "device-status" },
  { kind: "csi", id: { prefix: "?", final: "n" }, query: "device-status" },
  { kind: "csi", id: { final: "x" }, query: "device-status" },
  { kind: "csi", id: { intermediates: "$", final: "p" }, query: "mode" },
  { kind: "csi", id: { prefix: "?", intermediates: "$", final: "p" }, query: "mode" },
  { kind: "csi", id: { prefix: ">", final: "q" }, query: "version" },
  { kind: "csi", id: { final: "t" }, query: "window" },
  { kind: "csi", id: { intermediates: "*", final: "y" }, query: "checksum" },
  { kind: "csi", id: { prefix: "?", final: "u" }, query: "keyboard" },
  { kind: "csi", id: { prefix: "?", final: "m" }, query: "keyboard" },
  { kind: "csi", id: { prefix: "?", final: "S" }, query: "capability" },
  { kind: "csi", id: { intermediates: "$", final: "w" }, query: "setting" },
  { kind: "dcs", id: { intermediates: "$", final: "q" }, query: "setting" },
  { kind: "dcs", id: { intermediates: "+", final: "q" }, query: "capability" },
];

const queries = new Map(
  rows.map(({ kind, id, query }) => [
    `${kind}${sequenceId((id.prefix ?? "") + (id.intermediates ?? "") + id.final)}`,
    query,
  ]),
);

/** OSC 4 and 5 are lists of number and colour, 10 to 19 of colours, 52 of selection and content: `?` asks. */
function oscQuery(command: number, data: string): Query | undefined {
  if (command === 52) return /(^|;)\?/.test(data) ? "clipboard" : undefined;
  if (command !== 4 && command !== 5 && (command < 10 || command > 19)) return undefined;
  return data.split(";").includes("?") ? "colour" : undefined;
}

/** `CSI t` with 11 to 21 reports; the others move, push and pop. */
function isWindowReport(first: number | undefined): boolean {
  return first !== undefined && first >= 11 && first <= 21;
}

/** What a sequence asks, or undefined if it asks nothing. */
export function queryOf(sequence: Sequence): Query | undefined {
  if (sequence.kind === "osc") return oscQuery(sequence.command, sequence.data);
  const query = queries.get(`${sequence.kind}${sequence.id}`);
  if (query === "window" && !isWindowReport(sequence.params[0])) return undefined;
  return query;
}

/** As much of xterm.js's `terminal.parser` as this needs. A handler that returns true ends the sequence there. */
export interface XtermParser {
  registerCsiHandler(
    id: FunctionId,
    handler: (params: (number | number[])[]) => boolean,
  ): { dispose(): void };
  registerDcsHandler(id: FunctionId, handler: () => boolean): { dispose(): void };
  registerEscHandler(id: FunctionId, handler: () => boolean): { dispose(): void };
  registerOscHandler(command: number, handler: (data: string) => boolean): { dispose(): void };
}

const oscWithQueries = [4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 52];

/**
 * Makes a viewer's terminal answer nothing. OSC 52 does not set the clipboard either. Call it after addons were loaded:
 * the handler registered last is asked first.
 */
export function silenceQueries(parser: XtermParser): void {
  for (const { kind, id, query } of rows) {
    if (kind === "esc") parser.registerEscHandler(id, () => true);
    else if (kind === "dcs") parser.registerDcsHandler(id, () => true);
    else if (query !== "window") parser.registerCsiHandler(id, () => true);
    else parser.registerCsiHandler(id, ([first]) => typeof first === "number" && isWindowReport(first));
  }
  for (const command of oscWithQueries) {
    parser.registerOscHandler(command, (data) => command === 52 || oscQuery(command, data) !== undefined);
  }
}
