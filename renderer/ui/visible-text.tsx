import { showControls } from "../../shared/vt/clean.ts";

const names: Readonly<Record<string, string>> = { "␉": "Tab", "␛": "Esc", "␊": "Enter", "␍": "Enter" };

/** A command as plain text, line by line: what would act by itself, or hide, is made visible. */
export function VisibleText({ text }: { readonly text: string }) {
  return text.split("\n").map((line, index) => (
    // Lines of one text never change their order.
    // oxlint-disable-next-line react/no-array-index-key
    <span key={index}>
      {index > 0 && "\n"}
      {showControls(line)
        .split(/([\u2400-\u2421]|⟨U\+[0-9A-F]+⟩)/u)
        .map((part, at) =>
          at % 2 === 0 ? (
            part
          ) : (
            // oxlint-disable-next-line react/no-array-index-key -- as above
            <mark key={at} className="control-character">
              {names[part] ?? part}
            </mark>
          ),
        )}
    </span>
  ));
}
