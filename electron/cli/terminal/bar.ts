import type { Disposable } from "../../../shared/base/disposable.ts";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { Clock } from "../../../shared/base/ports.ts";
import type { Carrier } from "../../../shared/channel/connection.ts";
import type { SessionClient } from "../../../shared/client/session-client.ts";
import { showControls } from "../../../shared/vt/clean.ts";
import { createHints } from "./hints.ts";
import { idleText, warnsAtMs } from "./idle-text.ts";
import type { OpenPrompt } from "./prompt.ts";
import { countsDown, statusText } from "./status-text.ts";

const tickMs = 1_000;

export interface BarOptions {
  readonly client: SessionClient;
  readonly clock: Clock;
  readonly hostNowMs: () => number;
  /** The line being written. */
  readonly written: () => string;
  readonly prompt: () => OpenPrompt | undefined;
  /** The help sheet, while it is open. */
  readonly help: () => readonly string[] | undefined;
  readonly show: (text: string, sheet: readonly string[] | undefined) => void;
}

/** The status bar and the sheet above it: what stands there now, and when that changes by itself. */
export interface Bar extends Disposable {
  readonly show: () => void;
  /** A sentence for a few seconds; see `Hints`. */
  tell(text: string): void;
}

export function createBar(options: BarOptions): Bar {
  const { client, clock, hostNowMs } = options;
  let ticking: Disposable | undefined;
  let disposed = false;

  const me = (): ParticipantId | undefined =>
    client.status.name === "live" ? client.status.participant : undefined;

  const idle = (): string | undefined => {
    const own = me();
    return own === undefined || client.state === undefined
      ? undefined
      : idleText(client.state, own, hostNowMs());
  };

  const liveText = (own: ParticipantId, carrier: Carrier): string => {
    if (client.state === undefined) return "Connecting…";
    const way = carrier === "local" ? "" : ` · ${carrier === "webrtc" ? "direct" : "relayed"}`;
    return `${statusText(client.state, own, hostNowMs())}${way} · Ctrl-] ? for help`;
  };

  const stateText = (): string => {
    const { status } = client;
    switch (status.name) {
      case "connecting":
        return "Connecting…";
      case "waiting":
        return "Waiting to be let in…";
      case "reconnecting":
        return "The line was lost. Reconnecting…";
      case "over":
        return status.closing.message;
      case "live":
        return liveText(status.participant, status.carrier);
    }
  };

  const text = (): string => {
    const first = idle() ?? options.prompt()?.bar ?? hints.text;
    if (first !== undefined) return first;
    const line = options.written();
    return line === "" ? stateText() : `Line: ${showControls(line)}▏ (Enter queues it)`;
  };

  /** Until it changes by itself; undefined: it does not. */
  const changesInMs = (): number | undefined => {
    const { state } = client;
    const own = me();
    if (state === undefined || own === undefined) return undefined;
    // Time that is running out is told second by second.
    if (countsDown(state)) return tickMs;
    const warnsMs = warnsAtMs(state, own);
    return warnsMs === undefined ? undefined : Math.max(tickMs, warnsMs - hostNowMs());
  };

  const show = () => {
    if (disposed) return;
    options.show(text(), options.prompt()?.sheet ?? options.help());
    ticking?.dispose();
    const inMs = changesInMs();
    ticking = inMs === undefined ? undefined : clock.schedule(inMs, show);
  };

  const hints = createHints(clock, show);

  return {
    show,
    tell: (said) => hints.tell(showControls(said)),
    dispose() {
      disposed = true;
      ticking?.dispose();
      hints.dispose();
    },
  };
}
