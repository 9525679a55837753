import { createStore, type StoreApi } from "zustand/vanilla";
import { type Disposable, DisposableStore } from "../../shared/base/disposable.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";
import { Emitter, type Listen } from "../../shared/base/listen.ts";
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
import { holderTold } from "../session/control/holder-told.ts";
import { announcementsOf } from "../session/news/announcements.ts";
import { comingOf, createGathering } from "../session/news/comings.ts";
import type { Moment } from "../session/news/moment.ts";
import { type Pointed, pointerShownMs } from "../session/pointers/pointers.ts";
import { createUiStore, type UiStore } from "../session/ui-store.ts";
import { createScreenHandle, type ScreenHandle } from "../session/surface/screen-handle.ts";
import { createLagMeter, type LagMeter } from "../session/lag.ts";

/** One sentence for screen readers; the number tells two equal ones apart. */
export interface Announcement {
  readonly id: number;
  readonly text: string;
}

/** What the views of one session draw. Slices of `state` keep their identity while they do not change. */
export interface SessionView {
  readonly status: ClientStatus;
  readonly state: SessionState | undefined;
  /** Kept while the line is down. */
  readonly me: ParticipantId | undefined;
  readonly roundTripMs: number | undefined;
  readonly behindMs: number;
  readonly activity: readonly ActivityLine[];
  /** Who types now, as far as I am told. */
  readonly typing: readonly ParticipantId[];
  /** Where the others point, while it is shown. */
  readonly pointers: readonly Pointed[];
  /** Wall time of the host minus this page's, as far as the log tells. */
  readonly clockSkewMs: number;
  /** Read out to screen readers, in this order: the newest of them. */
  readonly announcements: readonly Announcement[];
  /** Why something just done had no effect; goes away by itself. */
  readonly hint: { readonly id: number; readonly text: string } | undefined;
}

/** One session as a window shows it: the client, what is drawn from it, and what is done to it. */
export interface SessionModel extends Disposable {
  readonly store: StoreApi<SessionView>;
  readonly client: SessionClient;
  readonly lag: LagMeter;
  /** Each entry as it comes, between the state before it and the state after it. */
  readonly onMoment: Listen<Moment>;
  /** Only an owner has one. */
  readonly host: HostClient | undefined;
  readonly ui: UiStore;
  readonly screen: ScreenHandle;
  may(capability: Capability): Decision;
  /** Does it; where it is refused, says why once. */
  act<Name extends PeerCommandName>(name: Name, input: CommandInput<Name>): Promise<CallResult>;
  hint(text: string): void;
}

/** A screen reader takes each up as it is added; what came long before is nobody's any more. */
const announcementsKept = 12;
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
  const moments = new Emitter<Moment>();
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
    announcements: [],
    hint: undefined,
  }));

  const draw = () => {
    drawing?.dispose();
    drawing = undefined;
    const now = clock.monotonicMs();
    for (const [id, untilMs] of typingUntil) if (untilMs <= now) typingUntil.delete(id);
    const typing = typistsTold();
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

  /** In presenter mode whoever types has control: where that is kept from me, so is their typing. */
  const typistsTold = (): readonly ParticipantId[] => {
    const { state } = client;
    const all = [...typingUntil.keys()];
    if (state === undefined || holderTold(state, store.getState().me) !== "hidden") return all;
    return all.filter((id) => id !== state.control.holder);
  };

  let announced = 0;
  const announce = (text: string) => {
    announced += 1;
    const next = { id: announced, text };
    store.setState(({ announcements }) => ({
      announcements: [...announcements, next].slice(-announcementsKept),
    }));
  };
  const comings = owned.add(createGathering(clock, announce));

  /** Either clock may be set at any time, so the newest entry tells. Less than this is a delay, not a clock. */
  const noteClock = (hostWallMs: number) => {
    const clockSkewMs = Math.round(hostWallMs - Date.now());
    if (Math.abs(clockSkewMs - store.getState().clockSkewMs) >= skewNoticedMs)
      store.setState({ clockSkewMs });
  };

  const handleMoment = (moment: Moment) => {
    const { activity } = store.getState();
    const lines = withEntry(activity, moment);
    if (lines !== activity) store.setState({ activity: lines });
    for (const text of announcementsOf(moment)) announce(text);
    const coming = comingOf(moment);
    if (coming !== undefined) comings.note(coming);
    moments.emit(moment);
  };

  const handleEntry = (entry: Entry) => {
    const after = client.state;
    if (entry.event.type === "input.submitted" && entry.event.kind !== "focus")
      noteTyping(entry.event.participant);
    if (after !== undefined) {
      const lateMs = lag.noteEntry(after, clock.monotonicMs());
      noteClock(after.wallOffsetMs + after.elapsedMs + lateMs);
      handleMoment({ entry, before: before ?? after, after, me: store.getState().me });
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
      const shown = store.getState();
      const me = status.name === "live" || status.name === "waiting" ? status.participant : shown.me;
      const was = shown.status.name;
      if (status.name === "reconnecting" && was === "live") announce("The line is lost. Reconnecting.");
      if (status.name === "live" && was === "reconnecting") announce("The line is back.");
      // With the last entries, which say why it is over. The first snapshot is drawn by itself.
      store.setState({ status, me, state: shown.state && (client.state ?? shown.state) });
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
    onMoment: moments.listen,
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
