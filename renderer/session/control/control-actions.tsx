import { Hand, HandHelping, Undo2 } from "lucide-react";
import { useShallow } from "zustand/react/shallow";
import { authorize } from "../../../shared/policy/authorize.ts";
import { usesControl, usesToken } from "../../../shared/state/control.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import { useSession, useSessionModel } from "../../store/use-session.ts";
import { Button } from "../../ui/button.tsx";
import { useAct } from "../use-act.ts";
import { useOwns } from "../use-me.ts";
import { pendingOffer } from "./offer-pending.tsx";

/** The one thing this person most likely wants to do about control now. */
export type ControlAction =
  | "reclaim"
  | "hand"
  | "return"
  | "ask"
  | "cancel"
  | "take-token"
  | "resume-input"
  | "propose";

/** In the order they are offered, the first being the primary one. */
export function controlActions(state: SessionState, me: ParticipantId): readonly ControlAction[] {
  const actor = { kind: "participant", participant: me } as const;
  const may = (capability: Parameters<typeof authorize>[2]) =>
    authorize(state, actor, capability).decision === "allow";
  if (state.phase.name === "ended" || state.recording === "failed") return [];
  if (state.participants[me]?.inputLapsed === true) return ["resume-input"];
  const { holder, queue, grant } = state.control;
  const token = usesToken(state);
  const waits = queue.some((each) => each.participant === me);
  // Where each command is approved nothing else reaches the target.
  const proposes = state.fourEyes.perCommand && may("propose");
  const actions: ControlAction[] = proposes ? ["propose"] : [];
  if (!usesControl(state)) return actions;
  const offers = state.mode.name !== "presenter" || state.mode.allow_control_transfer;
  // One offer at a time: the one that waits is withdrawn first.
  const transfers = offers && pendingOffer(state, me) === null;
  if (holder === me) {
    if (token || me !== state.owner) actions.push("return");
    if (transfers) actions.push("hand");
  } else if (me === state.owner) {
    actions.push("reclaim");
    if (transfers && !token) actions.push("hand");
  } else {
    if (grant?.practice === true && may("give")) actions.push("reclaim");
    if (waits) actions.push("cancel");
    else if (token && holder === null && may("ask")) actions.push("take-token");
    else if (offers && may("ask")) actions.push("ask");
    if (!token && !proposes && may("propose")) actions.push("propose");
  }
  return actions;
}

interface ActionButton {
  readonly label: (token: boolean, owns: boolean) => string;
  readonly Icon?: typeof Hand;
  readonly does:
    | {
        readonly command:
          | "control.reclaim"
          | "control.return"
          | "control.cancel"
          | "control.request"
          | "input.resume";
      }
    | { readonly dialog: "hand" | "propose" }
    /** The token is asked for without a word; control with what for and how long. */
    | { readonly asks: true };
}

const buttons: Readonly<Record<ControlAction, ActionButton>> = {
  reclaim: {
    label: (token, owns) => (token ? "Take the token" : owns ? "Reclaim" : "Step in"),
    Icon: Undo2,
    does: { command: "control.reclaim" },
  },
  hand: {
    label: (token, owns) => (owns && !token ? "Hand control" : "Hand on"),
    Icon: HandHelping,
    does: { dialog: "hand" },
  },
  return: {
    label: (token) => (token ? "Let go of the token" : "Hand back"),
    does: { command: "control.return" },
  },
  ask: {
    label: (token) => (token ? "Ask for the token" : "Ask for control"),
    Icon: Hand,
    does: { asks: true },
  },
  cancel: { label: () => "Stop waiting", does: { command: "control.cancel" } },
  "take-token": { label: () => "Take the token", does: { command: "control.request" } },
  "resume-input": { label: () => "Ask to type again", does: { command: "input.resume" } },
  propose: { label: () => "Propose", does: { dialog: "propose" } },
};

/** Stopping to wait is nobody's first wish, nor is an owner's to hand away what they have. */
function isPrimary(action: ControlAction, first: boolean, owns: boolean): boolean {
  return first && action !== "cancel" && !(owns && action === "hand");
}

/** The buttons at the end of the control bar. */
export function ControlActions({ phone }: { readonly phone: boolean }) {
  const { act, busy, doing } = useAct();
  const model = useSessionModel();
  const actions = useSession(
    useShallow(({ state, me }) => (state === undefined || me === undefined ? [] : controlActions(state, me))),
  );
  const token = useSession((view) => view.state !== undefined && usesToken(view.state));
  const owns = useOwns();
  // On a phone there is room for one; the others are in the palette.
  const shown = actions.slice(0, phone ? 1 : 2);
  if (shown.length === 0) return null;
  const run = ({ does }: ActionButton) => {
    if ("command" in does) return void act(does.command, {});
    if ("asks" in does && token) return void act("control.request", {});
    model.ui.setState({ dialog: { name: "dialog" in does ? does.dialog : "ask" } });
  };
  const runs = ({ does }: ActionButton) =>
    busy && ("command" in does ? doing === does.command : "asks" in does && doing === "control.request");
  return (
    <div className="control-actions">
      {shown.map((action, index) => {
        const button = buttons[action];
        return (
          <Button
            key={action}
            size="small"
            look={isPrimary(action, index === 0, owns) ? "primary" : "plain"}
            busy={runs(button)}
            data-testid={action === "ask" ? "ask-control" : undefined}
            onClick={() => run(button)}
          >
            {button.Icon !== undefined && <button.Icon size={14} aria-hidden="true" />}
            {button.label(token, owns)}
          </Button>
        );
      })}
    </div>
  );
}
