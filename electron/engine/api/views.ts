import type { Participant, SessionState } from "../../../shared/state/state.ts";
import type { SessionSummary } from "../../../shared/wire/host-api.ts";

/** What the local API tells: times as ISO 8601 text, names with underscores. */

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** The same, with its `atMs` as text as well. */
export function timed<Value extends { readonly atMs: number }>(
  value: Value,
): Value & { readonly at: string } {
  return { ...value, at: isoOf(value.atMs) };
}

export function summaryOf({ startedAtMs, recordingPath, ...rest }: SessionSummary) {
  return {
    ...rest,
    started_at: isoOf(startedAtMs),
    ...(recordingPath === undefined ? {} : { recording_path: recordingPath }),
  };
}

function participantOf(state: SessionState, each: Participant) {
  const address = state.private.addresses[each.id];
  return {
    id: each.id,
    name: each.name,
    role: each.role,
    presence: each.presence.name,
    permissions: each.permissions,
    has_control: state.control.holder === each.id,
    witness: each.witness,
    in_view: each.inView,
    hand_raised: each.handRaisedAtMs !== undefined,
    blocked: state.blocked[each.key] !== undefined,
    joined_at: isoOf(each.joinedAtMs),
    ...(each.link === undefined ? {} : { link: each.link }),
    ...(address === undefined ? {} : { address: address.address }),
  };
}

export function participantsOf(state: SessionState) {
  return {
    participants: Object.values(state.participants).map((each) => participantOf(state, each)),
    waiting: Object.values(state.joinRequests).map(({ participant, name, link, untilMs }) => ({
      id: participant,
      name,
      link,
      until: isoOf(untilMs),
    })),
  };
}
