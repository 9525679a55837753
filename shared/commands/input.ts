import { z } from "zod";
import { utf8 } from "../base/bytes.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { EventOf } from "../events/table.ts";
import type { SessionState } from "../state/state.ts";
import { sanitisePaste } from "../vt/paste.ts";
import { returned } from "../state/control.ts";
import { actorOf, command, type Decided, type Stamp } from "./command.ts";
import { type Refusal, refusal } from "./refusals.ts";

/** Most characters of one keystroke message: a held key or a composed sentence, not a file. */
const maxKeyLength = 4096;
/** Most characters pasted at once; below the 64 KiB that may wait for the target. */
const maxPasteLength = 60_000;

function typed(
  kind: EventOf<"input.submitted">["kind"],
  data: string,
  stamp: Stamp,
  state: SessionState,
): Result<Decided, Refusal> {
  if (stamp.targetBusy) return err(refusal("target-busy"));
  const participant = actorOf(state, stamp);
  const submitted = { type: "input.submitted", participant, kind, bytes: utf8(data).length } as const;
  // The owner's own keystroke never waits: it takes control back first.
  const takes = state.mode.name === "presenter" && state.control.holder !== participant;
  // A window that gets the focus, or a pointer that passes over it, is no keystroke.
  if (takes && kind !== "key" && kind !== "paste") return err(refusal("not-controller"));
  return ok({
    events: takes ? [returned(state, "reclaimed", participant), submitted] : [submitted],
    write: data,
  });
}

export const inputCommands = [
  command({
    name: "input.key",
    title: "Type",
    capability: "input",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ data: z.string().min(1).max(maxKeyLength) }),
    decide: (state, input, stamp) => typed("key", input.data, stamp, state),
  }),
  command({
    name: "input.paste",
    title: "Paste text",
    capability: "paste",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ text: z.string().min(1).max(maxPasteLength) }),
    decide: (state, input, stamp) =>
      typed("paste", sanitisePaste(input.text, { bracketed: stamp.bracketedPaste }), stamp, state),
  }),
  command({
    name: "input.mouse",
    title: "Use the mouse",
    capability: "input",
    origin: "peer",
    risk: "ordinary",
    // biome-ignore format: the two report forms, SGR and X10
    input: z.strictObject({ data: z.string().max(64).regex(/^\u001b\[(?:<\d{1,4};\d{1,4};\d{1,4}[Mm]|M[^]{3})$/u) }),
    decide: (state, input, stamp) => typed("mouse", input.data, stamp, state),
  }),
  command({
    name: "input.focus",
    title: "Report the window's focus",
    capability: "input",
    origin: "peer",
    risk: "ordinary",
    input: z.strictObject({ focused: z.boolean() }),
    decide: (state, input, stamp) => typed("focus", input.focused ? "\u001b[I" : "\u001b[O", stamp, state),
  }),
] as const;
