import { useSession } from "../store/use-session.ts";
import { useNow } from "../ui/use-now.ts";
import { clockTime, exactTime } from "../ui/words.ts";

/** Wall time of the host, as far as this page can tell: its own clock may be set otherwise. */
export function useHostNow(everyMs: number): number {
  const skewMs = useSession((view) => view.clockSkewMs);
  return useNow(everyMs) + skewMs;
}

/** How much longer, as a clock that runs; red in the last half minute. */
export function Countdown({ untilMs }: { readonly untilMs: number }) {
  const leftMs = Math.max(0, untilMs - useHostNow(500));
  return (
    <time
      className={`countdown figures ${leftMs < 30_000 ? "countdown--short" : ""}`}
      dateTime={`PT${Math.ceil(leftMs / 1000)}S`}
      title={`Until ${exactTime(untilMs)}`}
    >
      {clockTime(Math.ceil(leftMs / 1000) * 1000)}
      <span className="visually-hidden"> left</span>
    </time>
  );
}
