import { createStore, type StoreApi } from "zustand/vanilla";
import { type Disposable, DisposableStore } from "../../shared/base/disposable.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";
import type { Clock } from "../../shared/base/ports.ts";
import type { CallResult } from "../../shared/client/calls.ts";
import type { HostClient } from "../../shared/client/host-client.ts";
import type { SessionClient } from "../../shared/client/session-client.ts";
import type { ClientStatus } from "../../shared/client/status.ts";
import type { CommandInput, PeerCommandName } from "../../shared/commands/table.ts";
import type { Entry } from "../../shared/events/table.ts";
import { authorize } from "../../shared/policy/authorize.ts";
import type { Capability } from "../../shared/policy/capabilities.ts";
import { deny, type Decision } from "../../shared/policy/rules.ts";
import type { SessionState } from "../../shared/state/state.ts";
import type { Glance } from "../../shared/wire/messages.ts";
import { type ActivityLine, activityFromState, withEntry } from "../session/activity.ts";
import { announcementOf } from "../session/announcements.ts";
import { type Pointed, pointerShownMs } from "../session/pointers/pointers.ts";
import { createUiStore, type UiStore } from "../session/ui-store.ts";
import { createScreenHandle, type ScreenHandle } from "../session/surface/screen-handle.ts";
import { createLagMeter, type LagMeter } from "../session/lag.ts";

/** What the views of one session draw. Slices of `state` keep their identity while they do not change. */
export interface SessionView {
  readonly status: ClientStatus;
  readonly state: SessionState | undefined;
  /** Kept while the line is down. */
  readonly me: ParticipantId | undefined;
  readonly roundTripMs: number | undefined;
  readonly behindMs: number;
  readonly activity: readonly ActivityLine[];
  /** Who types now. */
  readonly typing: readonly ParticipantId[];
  /** Where the others point, while it is shown. */
  readonly pointers: readonly Pointed[];
  /** Wall time of the host minus this page's, as far as the log tells. */
  readonly clockSkewMs: number;
  /** Read out to screen readers; the number tells two equal ones apart. */
  readonly announcement: { readonly id: number; readonly text: string };
  /** Why something just done had no effect; goes away by itself. */
  readonly hint: { readonly id: number; readonly text: string } | undefined;
}

/** One session as a window shows it: the client, what is drawn from it, and what is done to it. */
export interface SessionModel extends Disposable {
  readonly store: StoreApi<SessionView>;
  readonly client: SessionClient;
  readonly lag: LagMeter;
  /** Only an owner has one. */
  readonly host: HostClient | undefined;
  readonly ui: UiStore;
  readonly screen: ScreenHandle;
  may(capability: Capability): Decision;
  /** Does it; where it is refused, says why once. */
  act<Name extends PeerCommandName>(name: Name, input: CommandInput<Name>): Promise<CallResult>;
  hint(text: string): void;
}

/** State, typing and lag are drawn at most this often, whatever the stream does. */
const drawEveryMs = 33;
const typingShownMs = 1_500;
const hintShownMs = 4_000;
/** Clocks of two machines that differ by less tell the same minute. */
const skewNoticedMs = 3_000;
/** The same hint is not repeated within this time: a held key is one mistake. */
const hintQuietMs = 10_000;

export interface SessionModelOptions {
  readonly client: SessionClient;
  readonly clock: Clock;
  readonly host?: HostClient;
}

export function createSessionModel({ client, clock, host }: SessionModelOptions): SessionModel {
  const owned = new DisposableStore();
  const lag = createLagMeter();
  const typingUntil = new Map<ParticipantId, number>();
  const pointers = new Map<ParticipantId, Pointed>();
  let pointersMoved = false;
  let before: SessionState | undefined = client.state;
  let drawing: Disposable | undefined;
  let hintTimer: Disposable | undefined;
  let lastHint = { text: "", atMs: Number.NEGATIVE_INFINITY };

  const store = createStore<SessionView>(() => ({
    status: client.status,
    state: client.state,
    me: client.status.name === "live" ? client.status.participant : undefined,
    roundTripMs: undefined,
    behindMs: 0,
    activity: client.state === undefined ? [] : activityFromState(client.state),
    typing: [],
    pointers: [],
    clockSkewMs: 0,
    announcement: { id: 0, text: "" },
    hint: undefined,
  }));

  const draw = () => {
    drawing?.dispose();
    drawing = undefined;
    const now = clock.monotonicMs();
    for (const [id, untilMs] of typingUntil) if (untilMs <= now) typingUntil.delete(id);
    const typing = [...typingUntil.keys()];
    for (const [id, { sinceMs }] of pointers) {
      if (now - sinceMs < pointerShownMs) continue;
      pointers.delete(id);
      pointersMoved = true;
    }
    const shown = store.getState();
    store.setState({
      state: client.state,
      roundTripMs: client.roundTripMs,
      behindMs: lag.behindMs(now),
      typing: sameItems(shown.typing, typing) ? shown.typing : typing,
      pointers: pointersMoved ? [...pointers.values()] : shown.pointers,
    });
    pointersMoved = false;
  };
  const drawSoon = () => {
    if (!owned.disposed) drawing ??= clock.schedule(drawEveryMs, draw);
  };

  const noteTyping = (id: ParticipantId) => {
    typingUntil.set(id, clock.monotonicMs() + typingShownMs);
    drawSoon();
  };

  const announce = (text: string) =>
    store.setState(({ announcement }) => ({ announcement: { id: announcement.id + 1, text } }));

  let latestSkewMs = Number.NEGATIVE_INFINITY;
  /** What arrives was written before: the least delayed entry tells best. Less than this is a delay, not a clock. */
  const noteClock = (wallMs: number) => {
    latestSkewMs = Math.max(latestSkewMs, wallMs - Date.now());
    const clockSkewMs = Math.abs(latestSkewMs) < skewNoticedMs ? 0 : latestSkewMs;
    if (clockSkewMs !== store.getState().clockSkewMs) store.setState({ clockSkewMs });
  };

  const handleEntry = (entry: Entry) => {
    const after = client.state;
    lag.noteEntry(entry.epoch, entry.elapsedMs, clock.monotonicMs());
    if (entry.event.type === "input.submitted" && entry.event.kind !== "focus")
      noteTyping(entry.event.participant);
    if (after !== undefined) {
      noteClock(Math.round(after.wallOffsetMs + entry.elapsedMs));
      const { activity, me } = store.getState();
      const lines = withEntry(activity, entry, before ?? after, after);
      if (lines !== activity) store.setState({ activity: lines });
      const words = announcementOf(entry, before ?? after, after, me);
      if (words !== undefined) announce(words);
    }
    before = after;
  };

  const handleState = (state: SessionState) => {
    // The first snapshot is drawn at once: everything waits for it.
    if (store.getState().state === undefined) store.setState({ state, activity: activityFromState(state) });
    before = state;
    drawSoon();
  };

  owned.add(client.onEntry(({ entry, isPrivate }) => !isPrivate && handleEntry(entry)));
  owned.add(client.onState(handleState));
  owned.add(
    client.onStatus((status) => {
      const me =
        status.name === "live" || status.name === "waiting" ? status.participant : store.getState().me;
      if (status.name === "reconnecting" && status.attempt === 1) announce("The line is lost. Reconnecting.");
      store.setState({ status, me });
    }),
  );
  const handleGlance = (glance: Glance) => {
    const { participant } = glance;
    if (participant === undefined) return;
    if (glance.g === "typing") return noteTyping(participant);
    // Kept whether it is drawn or not: whoever switches pointers on sees at once where they are.
    if (glance.at === null) pointers.delete(participant);
    else pointers.set(participant, { participant, at: glance.at, sinceMs: clock.monotonicMs() });
    pointersMoved = true;
    drawSoon();
  };
  owned.add(client.onGlance(handleGlance));

  // What changes without an entry: a round trip, a screen that falls behind, somebody who stops typing.
  const beat = (): Disposable =>
    clock.schedule(500, () => {
      draw();
      beating = beat();
    });
  let beating = beat();
  owned.add({
    dispose() {
      beating.dispose();
      drawing?.dispose();
      hintTimer?.dispose();
    },
  });

  const hint = (text: string) => {
    const now = clock.monotonicMs();
    if (text === lastHint.text && now - lastHint.atMs < hintQuietMs) return;
    lastHint = { text, atMs: now };
    store.setState(({ hint: shown }) => ({ hint: { id: (shown?.id ?? 0) + 1, text } }));
    hintTimer?.dispose();
    hintTimer = clock.schedule(hintShownMs, () => store.setState({ hint: undefined }));
  };

  return {
    store,
    client,
    lag,
    host,
    ui: createUiStore(),
    screen: createScreenHandle(() => hint("That line is no longer held here. The recording has it.")),
    hint,
    may(capability) {
      const { me } = store.getState();
      const { state } = client;
      if (state === undefined || me === undefined) return deny("not-in-session");
      return authorize(state, { kind: "participant", participant: me }, capability);
    },
    async act(name, input) {
      const result = await client.call(name, input);
      if (!result.ok && result.code !== "nothing-changes") hint(result.message);
      return result;
    },
    dispose() {
      owned.dispose();
      client.dispose();
    },
  };
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
