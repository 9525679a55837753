import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { usesControl } from "../../../shared/state/control.ts";
import { type Output, plain, table } from "../output.ts";
import { withHost } from "../reach-host.ts";
import { parseSession, stateOf } from "./give.ts";

function minutesLeft(untilMs: number | null | undefined): string {
  if (untilMs === null || untilMs === undefined) return "";
  return `, ${Math.max(0, Math.ceil((untilMs - Date.now()) / 60_000))} min left`;
}

function controlOf(state: SessionState, nameOf: (id: ParticipantId) => string): string {
  if (!usesControl(state)) return `Nobody has control in this mode (${state.mode.name}).`;
  const { holder, grant, offer } = state.control;
  const practice = grant?.practice === true ? " (practice)" : "";
  const has =
    holder === null
      ? "Nobody has control."
      : `${nameOf(holder)} has control${practice}${minutesLeft(grant?.untilMs)}.`;
  if (offer === null) return has;
  const waits = offer.awaits === "owner" ? "waits for your word" : "waits for an answer";
  return `${has} An offer to ${nameOf(offer.to)} ${waits}.`;
}

/** Who has control, who waits for it, the queue of lines, open proposals and questions, raised hands. */
export function showQueue(dataFolder: string, given: string, output: Output): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const state = await stateOf(host, parseSession(given));
    const nameOf = (id: ParticipantId) => plain(state.participants[id]?.name ?? id);
    const { control, lines } = state;
    const hands = Object.values(state.participants).filter((each) => each.handRaisedAtMs !== undefined);
    output.say(
      { type: "control", holder: control.holder, grant: control.grant, offer: control.offer },
      controlOf(state, nameOf),
    );
    const rows: (readonly string[])[] = [];
    const tell = (type: string, value: Record<string, unknown>, cells: readonly string[]) => {
      output.say({ type, ...value });
      rows.push([type, ...cells]);
    };
    control.queue.forEach((each, i) =>
      tell("request", { ...each, place: i + 1 }, [
        String(each.request),
        nameOf(each.participant),
        [`${each.minutes} min`, plain(each.reason ?? "")].join(" "),
      ]),
    );
    if (lines.running !== null) {
      tell("running", lines.running, [
        String(lines.running.line),
        nameOf(lines.running.participant),
        plain(lines.running.text),
      ]);
    }
    if (lines.open !== null)
      tell("open", { participant: lines.open }, ["", nameOf(lines.open), "types raw input"]);
    for (const each of lines.queue)
      tell("line", each, [String(each.line), nameOf(each.participant), plain(each.text)]);
    for (const each of state.proposals.filter(({ status }) => status === "open")) {
      tell("proposal", each, [String(each.proposal), plain(each.name), plain(each.text)]);
    }
    for (const each of state.questions.filter(({ status }) => status === "open")) {
      tell("question", each, [String(each.question), plain(each.name), plain(each.text)]);
    }
    for (const each of hands)
      tell("hand", { participant: each.id, name: each.name }, ["", plain(each.name), "is raised"]);
    if (!output.json && rows.length > 0) output.print(`${table(rows)}\n`);
  });
}
