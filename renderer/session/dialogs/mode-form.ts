import type { ParticipantId } from "../../../shared/base/ids.ts";
import {
  defaultModes,
  type Mode,
  type ModeChange,
  modeChangeSchema,
  type ModeName,
} from "../../../shared/events/mode.ts";

/** A number as it is typed, with what it may be. */
export interface NumberSetting {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly hint?: string;
  /** Empty means never. */
  readonly optional?: true;
  /** Only with this way of merging input. */
  readonly merge?: "token";
}

export interface SwitchSetting {
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
}

const day = 86_400;

/**
 * Every setting of a mode, under product.md's names, but for the merge and who begins, which are picked by themselves,
 * and whether watchers are recorded, which is a policy's.
 */
export const modeSettings = {
  presenter: {
    switches: [
      { key: "allow_control_transfer", label: "Control changes hands", hint: "Off: only you type." },
      {
        key: "transfer_requires_approval",
        label: "Ask before control changes hands",
        hint: "Whoever you hand it to accepts first; what others hand on, you approve.",
      },
      { key: "owner_input_reclaims", label: "My typing takes control back" },
      { key: "presenter_indicator", label: "Show everybody who has control" },
    ],
    numbers: [
      { key: "max_control_minutes", label: "Control for at most", unit: "min", least: 1, most: 240 },
      {
        key: "auto_return_to_owner_seconds",
        label: "Back to me without input for",
        unit: "s",
        least: 10,
        most: day,
      },
      {
        key: "owner_idle_minutes",
        label: "To the next in the queue when I am idle for",
        unit: "min",
        least: 1,
        most: 240,
        optional: true,
      },
      { key: "max_viewers", label: "Most people besides you", unit: "", least: 1, most: 100 },
    ],
  },
  interactive: {
    switches: [
      { key: "require_approval", label: "I let everybody in myself", hint: "Whatever their link says." },
    ],
    numbers: [
      {
        key: "activity_timeout_seconds",
        label: "Typing lapses without input for",
        unit: "s",
        least: 10,
        most: day,
        hint: "They ask again with one click.",
      },
      {
        key: "token_release_seconds",
        label: "The token is free again without input for",
        unit: "s",
        least: 5,
        most: 3600,
        merge: "token",
      },
      { key: "max_participants", label: "Most people besides you", unit: "", least: 1, most: 100 },
    ],
  },
  view_only: {
    switches: [
      { key: "allow_chat", label: "Others may chat" },
      { key: "show_viewer_cursor", label: "Viewers may show their pointers" },
      { key: "notify_owner", label: "Tell me who comes and goes", hint: "The recording tells it anyway." },
    ],
    numbers: [{ key: "max_viewers", label: "Most people besides you", unit: "", least: 1, most: 100 }],
  },
} as const satisfies Record<
  ModeName,
  { readonly switches: readonly SwitchSetting[]; readonly numbers: readonly NumberSetting[] }
>;

export type First = "unchanged" | "owner" | ParticipantId;

/** A mode as a form holds it: numbers as typed. */
export interface ModeForm {
  readonly name: ModeName;
  readonly merge: "interleaved" | "queued" | "token";
  /** Who is given control with it; `unchanged` where presenter mode goes on as it is. */
  readonly first: First;
  readonly switches: Readonly<Record<string, boolean>>;
  readonly numbers: Readonly<Record<string, string>>;
}

/** The mode that is set keeps its settings, another one begins with its defaults. */
export function formOf(mode: Mode, name: ModeName = mode.name): ModeForm {
  const from: Mode = name === mode.name ? mode : defaultModes[name];
  const values = new Map<string, unknown>(Object.entries(from));
  return {
    name,
    merge: from.name === "interactive" ? from.input_merge_mode : "interleaved",
    first: name === mode.name ? "unchanged" : "owner",
    switches: Object.fromEntries(
      modeSettings[name].switches.map(({ key }) => [key, values.get(key) === true]),
    ),
    numbers: Object.fromEntries(
      modeSettings[name].numbers.map(({ key }) => {
        const value = values.get(key);
        return [key, typeof value === "number" ? String(value) : ""];
      }),
    ),
  };
}

/** What is wrong with a number as typed; undefined where nothing is. */
export function numberError(setting: NumberSetting, typed: string): string | undefined {
  const text = typed.trim();
  if (text === "" && setting.optional === true) return undefined;
  const value = Number(text);
  const fits = text !== "" && Number.isInteger(value) && value >= setting.least && value <= setting.most;
  return fits ? undefined : `A whole number from ${setting.least} to ${setting.most.toLocaleString("en")}.`;
}

/** The form as the host takes it; undefined while a number does not fit. */
export function changeOf(form: ModeForm): ModeChange | undefined {
  const settings: readonly NumberSetting[] = modeSettings[form.name].numbers;
  if (settings.some((each) => numberError(each, form.numbers[each.key] ?? "") !== undefined))
    return undefined;
  const numbers = settings.map(({ key }) => {
    const text = form.numbers[key]?.trim() ?? "";
    return [key, text === "" ? null : Number(text)] as const;
  });
  const parsed = modeChangeSchema.safeParse({
    name: form.name,
    ...form.switches,
    ...Object.fromEntries(numbers),
    ...(form.name === "interactive" ? { input_merge_mode: form.merge } : {}),
    ...(form.name === "presenter" && form.first !== "unchanged" ? { initial_presenter: form.first } : {}),
  });
  return parsed.success ? parsed.data : undefined;
}
