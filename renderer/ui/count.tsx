import { clsx } from "clsx";

/** How many of something wait: a word, or a sentence's end, for what they are. */
export interface Waiting {
  readonly count: number;
  readonly word: string;
  /** Of them, those that call me by name: that shows, by more than its colour. */
  readonly mentions?: number;
}

/** "3 unread, 1 mentions you". */
export function waitingWords({ count, word, mentions = 0 }: Waiting): string {
  if (mentions === 0) return `${count} ${word}`;
  return `${count} ${word}, ${mentions === 1 ? "1 mentions you" : `${mentions} mention you`}`;
}

interface CountProps extends Pick<Waiting, "count" | "mentions"> {
  /** On an icon, where there is room for one or the other. */
  readonly tight?: boolean;
}

/** The badge itself; what it says stands in a name or in words beside it. */
export function Count({ count, mentions = 0, tight = false }: CountProps) {
  const called = mentions > 0;
  const number = count > 99 ? "99+" : count;
  return (
    <span className={clsx("count", "figures", called && "count--mention")} aria-hidden="true">
      {called && "@"}
      {!(called && tight) && number}
    </span>
  );
}
