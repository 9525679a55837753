/** What a key does to a text that is being written, besides becoming part of it. */
export interface TextEntryEvents {
  /** Enter; the entry is empty again. */
  readonly onSubmit: (text: string) => void;
  /** Esc. */
  readonly onCancel: () => void;
  /** A control key that means nothing here: Ctrl-C, Ctrl-D, Tab, … Left out: it is ignored. */
  readonly onControl?: (key: string) => void;
}

/** One line of text, written key by key. */
export interface TextEntry {
  readonly text: string;
  clear(): void;
  /** Keys as a terminal sends them, or a paste whose line breaks are Enter. */
  handle(keys: string): void;
  /** A paste that becomes part of the text whole, its line breaks as they are or as spaces. */
  insert(text: string, breaks: "kept" | "spaces"): void;
}

/** Longer is no line any more: what a command of a session takes. */
const maxLength = 4_000;

/** A cursor key and its kind, which have no meaning where there is only an end to write at. */
const sequence = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])/;

/** But for tabs and line breaks, which texts of several lines have. */
// oxlint-disable-next-line no-control-regex -- what is taken out
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

export function createTextEntry(events: TextEntryEvents): TextEntry {
  let text = "";
  const take = (keys: string): number => {
    const skipped = sequence.exec(keys)?.[0].length;
    if (skipped !== undefined) return skipped;
    const [key = ""] = keys;
    switch (key) {
      case "\r":
      case "\n": {
        const written = text;
        text = "";
        events.onSubmit(written);
        break;
      }
      case "\u001b":
        text = "";
        events.onCancel();
        break;
      case "\u007f":
      case "\b": {
        const letters = [...new Intl.Segmenter().segment(text)];
        text = text.slice(0, letters.at(-1)?.index ?? 0);
        break;
      }
      case "\u0015":
        text = "";
        break;
      case "\u0017":
        text = text.replace(/\S*\s*$/, "");
        break;
      default:
        if (key < " ") events.onControl?.(key);
        else if (text.length + key.length <= maxLength) text += key;
    }
    return key.length;
  };
  return {
    get text() {
      return text;
    },
    clear() {
      text = "";
    },
    handle(keys) {
      for (let rest = keys; rest !== ""; ) rest = rest.slice(Math.max(1, take(rest)));
    },
    insert(pasted, breaks) {
      const whole = pasted.replaceAll(/\r\n?/g, "\n").replace(/\n+$/, "");
      const own = breaks === "kept" ? whole : whole.replaceAll("\n", " ");
      text = (text + own.replaceAll(controls, "")).slice(0, maxLength);
    },
  };
}
