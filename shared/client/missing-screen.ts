import type { Disposable } from "../base/disposable.ts";
import type { Clock } from "../base/ports.ts";
import type { CallResult } from "./calls.ts";

/** The scrollback is fetched once the stream has been quiet for so long: in a flood it would be old at once. */
const quietMs = 80;

export interface MissingScreenOptions {
  readonly clock: Clock;
  /** Whether what has scrolled out of sight is theirs to see. */
  readonly seesScrollback: () => boolean;
  /** Asks the host for as much of the screen as is theirs to see; `ok` once it is on its way. */
  readonly fetch: () => Promise<CallResult>;
}

/** What of the screen has not been shown, and the fetching of it. */
export interface MissingScreen extends Disposable {
  /** A new line: what another was asked for does not come by this one. */
  restart(): void;
  /** Nothing is shown at all, and the log goes on from where it is: fetched at once. */
  noteBlank(): void;
  /** A whole screen was put in place. */
  noteScreen(depth: "screen" | "everything"): void;
  /** Something of the log came: what is missing is fetched once nothing more does. */
  noteHeard(): void;
  /** The line is gone. */
  stop(): void;
}

export function createMissingScreen({ clock, seesScrollback, fetch }: MissingScreenOptions): MissingScreen {
  let missing: "nothing" | "scrollback" | "screen" = "nothing";
  /** On this line, and not here yet. */
  let asked = false;
  let quiet: Disposable | undefined;

  const isDue = () => missing === "screen" || (missing === "scrollback" && seesScrollback());

  const stop = () => {
    quiet?.dispose();
    quiet = undefined;
  };

  const fetchNow = () => {
    if (asked || !isDue()) return;
    asked = true;
    void fetch().then((result) => {
      // On its way; should the line be lost before it is here, the next line asks again.
      if (result.ok || result.code === "not-connected") return;
      asked = false;
      // A pause ends with an entry, which asks again.
      if (result.code === "paused") return;
      // Another whole screen was on its way, or too much was asked at once: again after that.
      if (result.code !== "no-screen" && result.code !== "too-fast") missing = "nothing";
      noteHeard();
    });
  };

  const noteHeard = () => {
    // Where nothing is shown yet, it need not be quiet.
    if (missing === "screen" && quiet !== undefined) return;
    stop();
    if (!isDue()) return;
    quiet = clock.schedule(quietMs, () => {
      stop();
      fetchNow();
    });
  };

  return {
    restart: () => (asked = false),
    noteBlank() {
      missing = "screen";
      fetchNow();
    },
    noteScreen(depth) {
      missing = depth === "screen" ? "scrollback" : "nothing";
      asked &&= isDue();
    },
    noteHeard,
    stop,
    dispose: stop,
  };
}
