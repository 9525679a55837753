/** Finds a text in a stream that may cut it anywhere. */
export function createTextFinder(text: string): { push(part: string): boolean; restart(): void } {
  let carried = "";
  return {
    push(part) {
      // Across the cut first: the part itself may be long, and is not copied for this.
      const found = (carried + part.slice(0, text.length)).includes(text) || part.includes(text);
      carried = (carried + part.slice(-text.length)).slice(-text.length);
      return found;
    },
    restart() {
      carried = "";
    },
  };
}
