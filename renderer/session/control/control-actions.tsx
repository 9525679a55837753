import { HandHelping, Hand, Undo2 } from "lucide-react";
import { authorize } from "../../../shared/policy/authorize.ts";
import { usesControl, usesToken } from "../../../shared/state/control.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import type { ParticipantId } from "../../../shared/base/ids.ts";
import { useSession, useSessionModel } from "../../store/use-session.ts";
import { Button } from "../../ui/button.tsx";
import { useAct } from "../use-act.ts";

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
  const actions: ControlAction[] = [];
  const transfers = state.mode.name !== "presenter" || state.mode.allow_control_transfer;
  if (!usesControl(state)) {
    if (state.fourEyes.perCommand && may("propose")) actions.push("propose");
    return actions;
  }
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
    else if (transfers && may("ask")) actions.push("ask");
    if (!token && may("propose")) actions.push("propose");
  }
  if (state.fourEyes.perCommand && !actions.includes("propose") && may("propose")) actions.push("propose");
  return actions;
}

/** The buttons at the end of the control bar. */
export function ControlActions({ phone }: { readonly phone: boolean }) {
  const { act, busy } = useAct();
  const model = useSessionModel();
  const actions = useSession((view) =>
    view.state === undefined || view.me === undefined ? "" : controlActions(view.state, view.me).join(" "),
  );
  const token = useSession((view) => view.state !== undefined && usesToken(view.state));
  const owns = useSession((view) => view.me === view.state?.owner);
  // On a phone there is room for one; the others are in the palette.
  const shown = (actions === "" ? [] : actions.split(" ")).slice(0, phone ? 1 : 2);
  const look = (name: string) =>
    shown[0] === name && !(owns && name === "hand") ? ("primary" as const) : ("plain" as const);
  const open = (name: "ask" | "hand" | "propose") => model.ui.setState({ dialog: { name } });
  if (shown.length === 0) return null;
  return (
    <div className="control-actions">
      {shown.includes("resume-input") && (
        <Button size="small" look="primary" busy={busy} onClick={() => void act("input.resume", {})}>
          Ask to type again
        </Button>
      )}
      {shown.includes("reclaim") && (
        <Button
          size="small"
          look={look("reclaim")}
          busy={busy}
          onClick={() => void act("control.reclaim", {})}
        >
          <Undo2 size={14} aria-hidden="true" />
          {token ? "Take the token" : owns ? "Reclaim" : "Step in"}
        </Button>
      )}
      {shown.includes("return") && (
        <Button size="small" look={look("return")} busy={busy} onClick={() => void act("control.return", {})}>
          {token ? "Let go of the token" : "Hand back"}
        </Button>
      )}
      {shown.includes("hand") && (
        <Button size="small" look={look("hand")} onClick={() => open("hand")}>
          <HandHelping size={14} aria-hidden="true" />
          {owns && !token ? "Hand control" : "Hand on"}
        </Button>
      )}
      {shown.includes("take-token") && (
        <Button size="small" look="primary" busy={busy} onClick={() => void act("control.request", {})}>
          Take the token
        </Button>
      )}
      {shown.includes("ask") && (
        <Button
          size="small"
          look={look("ask")}
          busy={busy}
          data-testid="ask-control"
          onClick={() => (token ? void act("control.request", {}) : open("ask"))}
        >
          <Hand size={14} aria-hidden="true" />
          {token ? "Ask for the token" : "Ask for control"}
        </Button>
      )}
      {shown.includes("cancel") && (
        <Button size="small" busy={busy} onClick={() => void act("control.cancel", {})}>
          Stop waiting
        </Button>
      )}
      {shown.includes("propose") && (
        <Button size="small" look={look("propose")} onClick={() => open("propose")}>
          Propose
        </Button>
      )}
    </div>
  );
}
