import type { PeerCommandName } from "../../../shared/commands/table.ts";
import { commands } from "../../../shared/commands/table.ts";
import { authorize } from "../../../shared/policy/authorize.ts";
import type { Capability } from "../../../shared/policy/capabilities.ts";
import { rules } from "../../../shared/policy/rules.ts";
import { usesControl, usesToken } from "../../../shared/state/control.ts";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import type { SessionModel } from "../../store/session-model.ts";
import { mayApprove, mayGrant, mayResume } from "../asks/judging.ts";
import type { SessionDialog } from "../ui-store.ts";

/** What a row of the palette does: at once, by asking for more, or in the list where its subject is picked. */
type Way =
  | { readonly at: "once"; readonly run: (model: SessionModel) => unknown }
  | { readonly at: "dialog"; readonly dialog: SessionDialog }
  | { readonly at: "panel"; readonly panel: "people" | "chat" | "notes" };

interface PaletteRule {
  readonly way: Way;
  /** Whether it makes sense now, besides being allowed. */
  readonly when?: (state: SessionState, me: ParticipantId) => boolean;
  /** Other words people look for. */
  readonly words?: string;
}

const once = (run: (model: SessionModel) => unknown): Way => ({ at: "once", run });
const dialog = (name: Exclude<SessionDialog["name"], "permissions" | "remove" | "block">): Way => ({
  at: "dialog",
  dialog: { name },
});
const panel = (name: "people" | "chat" | "notes"): Way => ({ at: "panel", panel: name });
const hasOffer = (state: SessionState, me: ParticipantId) =>
  state.control.offer?.to === me && state.control.offer.awaits === "recipient";
const queued = (state: SessionState) =>
  state.mode.name === "interactive" && state.mode.input_merge_mode === "queued";
const others = (state: SessionState) => Object.keys(state.participants).length > 1;

/**
 * Every command of the table, and how a person reaches it from the palette; null where its place is elsewhere by nature:
 * keys, signs of life, and what is done to one thing in its list.
 */
export const paletteRules: Readonly<Record<PeerCommandName, PaletteRule | null>> = {
  "input.key": null,
  "input.paste": null,
  "input.mouse": null,
  "input.focus": null,
  "presence.view": null,
  "presence.active": null,
  "session.resize": null,
  "control.request": {
    way: once((model) =>
      usesTokenNow(model) ? model.act("control.request", {}) : model.ui.setState({ dialog: { name: "ask" } }),
    ),
    when: (state, me) =>
      usesControl(state) &&
      state.control.holder !== me &&
      me !== state.owner &&
      !state.control.queue.some((each) => each.participant === me),
    words: "token request",
  },
  "control.cancel": {
    way: once((model) => model.act("control.cancel", {})),
    when: (state, me) => state.control.queue.some((each) => each.participant === me),
  },
  "control.transfer": {
    way: dialog("hand"),
    when: (state, me) =>
      usesControl(state) && others(state) && (me === state.owner || state.control.holder === me),
    words: "give practice",
  },
  "control.accept": { way: once((model) => model.act("control.accept", {})), when: hasOffer },
  "control.decline": { way: once((model) => model.act("control.decline", {})), when: hasOffer },
  "control.withdraw": {
    way: once((model) => model.act("control.withdraw", {})),
    when: (state, me) =>
      state.control.offer !== null && (state.control.offer.by === me || me === state.owner),
  },
  "control.approve": {
    way: panel("people"),
    when: (state, me) => state.control.queue.length > 0 && mayGrant(state, me),
    words: "grant",
  },
  "control.deny": { way: panel("people"), when: (state) => state.control.queue.length > 0 },
  "control.return": {
    way: once((model) => model.act("control.return", {})),
    when: (state, me) => state.control.holder === me && (me !== state.owner || usesToken(state)),
  },
  "control.reclaim": {
    way: once((model) => model.act("control.reclaim", {})),
    when: (state, me) =>
      usesControl(state) &&
      state.control.holder !== me &&
      (me === state.owner || state.control.grant?.practice === true),
    words: "take back step in",
  },
  "line.submit": {
    way: once(focusLine),
    when: queued,
  },
  "line.cancel": null,
  "line.jump": null,
  "line.clear": { way: dialog("clear-lines"), when: (state) => state.lines.queue.length > 0 },
  "line.skip": {
    way: once((model) => model.act("line.skip", {})),
    when: (state) => state.lines.running !== null,
  },
  "line.interrupt": { way: once((model) => model.act("line.interrupt", {})), when: queued, words: "ctrl-c" },
  "line.open": {
    way: once((model) => model.act("line.open", {})),
    when: (state, me) => queued(state) && state.lines.open !== me,
  },
  "line.close": {
    way: once((model) => model.act("line.close", {})),
    when: (state, me) => state.lines.open !== null && (state.lines.open === me || me === state.owner),
  },
  "proposal.make": {
    way: dialog("propose"),
    when: (state, me) => me !== state.owner || state.fourEyes.perCommand,
  },
  "proposal.approve": {
    way: panel("notes"),
    when: (state, me) =>
      state.proposals.some((each) => each.status === "open" && mayApprove(state, me, each)),
  },
  "proposal.reject": {
    way: panel("notes"),
    when: (state, me) => state.proposals.some((each) => each.status === "open" && each.participant !== me),
  },
  "proposal.withdraw": {
    way: panel("notes"),
    when: (state, me) => state.proposals.some((each) => each.status === "open" && each.participant === me),
  },
  "chat.send": { way: panel("chat"), words: "message talk" },
  "question.ask": { way: dialog("question") },
  "question.answer": {
    way: panel("notes"),
    when: (state) => state.questions.some((each) => each.status === "open"),
  },
  "question.close": null,
  "hand.raise": {
    way: once((model) => model.act("hand.raise", {})),
    when: (state, me) => me !== state.owner && state.participants[me]?.handRaisedAtMs === undefined,
  },
  "hand.lower": {
    way: once((model) => model.act("hand.lower", {})),
    when: (state, me) => state.participants[me]?.handRaisedAtMs !== undefined,
  },
  "annotation.add": {
    way: once((model) => model.ui.setState({ annotating: true })),
    words: "annotate box circle arrow text warning freehand highlight",
  },
  "annotation.clear": {
    way: once((model) => model.act("annotation.clear", { which: "own" })),
    when: (state, me) => state.annotations.some((each) => each.participant === me),
  },
  "bookmark.add": {
    way: once((model) => openBookmark(model)),
    words: "milestone problem resolution note",
  },
  "bookmark.remove": null,
  "link.create": null,
  "link.revoke": null,
  "join.approve": { way: panel("people"), when: (state) => Object.keys(state.joinRequests).length > 0 },
  "join.deny": { way: panel("people"), when: (state) => Object.keys(state.joinRequests).length > 0 },
  "participant.remove": { way: panel("people"), when: others, words: "kick" },
  "participant.permit": { way: panel("people"), when: others, words: "permissions allow" },
  "participant.block": { way: panel("people"), when: others },
  "participant.unblock": {
    way: panel("people"),
    when: (state) => Object.keys(state.blocked).length > 0,
  },
  "participant.role": { way: panel("people"), when: others, words: "mentor trainee" },
  "participant.witness": { way: panel("people"), when: others, words: "four eyes" },
  "input.resume": {
    way: once((model) => model.act("input.resume", {})),
    when: (state, me) => state.participants[me]?.inputLapsed === true,
  },
  "session.leave": { way: dialog("leave") },
  "session.end": { way: dialog("end") },
  "mode.set": { way: dialog("mode"), words: "presenter interactive view only settings merge" },
  "session.pause": {
    way: once((model) => model.act("session.pause", {})),
    when: (state) => state.paused === null,
  },
  "session.resume": {
    way: once((model) => model.act("session.resume", {})),
    when: (state, me) => state.paused !== null && mayResume(state, me),
  },
  "session.scrollback": {
    way: once((model) => {
      const now = model.client.state?.joinerScrollback;
      const next = now === "everything" ? "screen" : now === "screen" ? "none" : "everything";
      return model.act("session.scrollback", { joinerScrollback: next });
    }),
    words: "history joiners",
  },
  "session.four_eyes": {
    way: dialog("four-eyes"),
    when: (state) => !(state.fourEyes.required && state.fourEyes.perCommand),
  },
  "sharing.switch": { way: dialog("sharing") },
};

/** Once the palette is gone: while it is there it keeps the focus. */
function focusLine(): void {
  setTimeout(() => document.querySelector<HTMLElement>(".lines__input")?.focus());
}

function usesTokenNow(model: SessionModel): boolean {
  const { state } = model.client;
  return state !== undefined && usesToken(state);
}

/** On the line at the top of what is in sight, where that is one of the session's past. */
export function openBookmark(model: SessionModel): void {
  const line = model.screen.topLine();
  model.ui.setState({ dialog: line === undefined ? { name: "bookmark" } : { name: "bookmark", line } });
}

export interface PaletteRow {
  readonly name: PeerCommandName;
  readonly title: string;
  readonly words: string;
  readonly way: Way;
  /** Why it does nothing now. */
  readonly refused: string | undefined;
}

/** What this person finds in the palette now, what is allowed before what is not. */
export function paletteRows(state: SessionState, me: ParticipantId): readonly PaletteRow[] {
  const actor = { kind: "participant", participant: me } as const;
  const rows: PaletteRow[] = [];
  for (const name of Object.keys(paletteRules) as PeerCommandName[]) {
    const rule = paletteRules[name];
    if (rule === null || rule.when?.(state, me) === false) continue;
    const capability: Capability = commands[name].capability;
    const decision = authorize(state, actor, capability);
    // What only the owner does is no use to anybody else's list.
    if (
      decision.decision !== "allow" &&
      (decision.rule === "owner-does-this" || decision.rule === "owner-ends")
    )
      continue;
    const refused = decision.decision === "allow" ? undefined : rules[decision.rule];
    rows.push({ name, title: commands[name].title, words: rule.words ?? "", way: rule.way, refused });
  }
  return rows.sort((a, b) => Number(a.refused !== undefined) - Number(b.refused !== undefined));
}

export function runRow(model: SessionModel, row: PaletteRow): void {
  const { way } = row;
  if (way.at === "dialog") return model.ui.setState({ dialog: way.dialog });
  model.ui.setState({ dialog: undefined });
  if (way.at === "panel") return model.ui.setState({ panel: way.panel });
  void way.run(model);
}
