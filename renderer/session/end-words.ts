import { plural } from "../ui/words.ts";

/** What ending does, for whoever is asked back. */
export function endWords(people: number): string {
  const others =
    people === 0 ? "" : `${plural(people, "other")} ${people === 1 ? "loses" : "lose"} the connection. `;
  return `The program is stopped. ${others}Links stop working. The recording stays.`;
}
