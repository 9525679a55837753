import { err, ok, type Result } from "../../shared/base/result.ts";

/**
 * A line as a shell would cut it into arguments: blanks part, quotes and backslashes keep together. Nothing is expanded,
 * and nothing is run by a shell.
 */
export function splitArguments(line: string): Result<string[], string> {
  const words: string[] = [];
  let word: string | undefined;
  let quote: "'" | '"' | undefined;
  for (let i = 0; i < line.length; i++) {
    const letter = line.charAt(i);
    if (quote === undefined && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === undefined && (letter === "'" || letter === '"')) {
      quote = letter;
      word ??= "";
    } else if (letter === quote) {
      quote = undefined;
    } else if (letter === "\\" && quote !== "'") {
      const next = line[++i];
      if (next === undefined) return err("It ends with a backslash: the character after it is missing.");
      // Within double quotes a backslash stands for itself before anything but these.
      word = (word ?? "") + (quote === '"' && !/["\\$`]/.test(next) ? `\\${next}` : next);
    } else {
      word = (word ?? "") + letter;
    }
  }
  if (quote !== undefined) return err(`The closing ${quote} is missing.`);
  if (word !== undefined) words.push(word);
  return ok(words);
}
