import { type ReactNode, useEffect, useRef, useState } from "react";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { VisibleText } from "../../ui/visible-text.tsx";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { left, plural } from "../../ui/words.ts";
import { useHostNow } from "../countdown.tsx";
import { useAct } from "../use-act.ts";
import { type Ask, asksOf } from "./asks.ts";

/** What waits for my word, over the screen's edge: answered where I work, without taking the focus. */
export function AskBar() {
  const state = useSession((view) => view.state);
  const me = useSession((view) => view.me);
  // Read it later: what was put aside comes back once something else was answered, or in the panel.
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set());
  const answered = useRef(false);
  const asks = state === undefined || me === undefined ? [] : asksOf(state, me);
  const shown = asks.find((each) => !aside.has(each.key));
  useEffect(() => {
    // Whoever answers by keyboard answers the next one, or is back on the screen.
    if (!answered.current) return;
    answered.current = false;
    const next = document.querySelector<HTMLElement>("[data-first-answer]");
    (next ?? document.querySelector<HTMLElement>(".xterm-helper-textarea"))?.focus();
  }, [shown?.key]);
  if (shown === undefined) return null;
  return (
    <OneAsk
      key={shown.key}
      ask={shown}
      more={asks.length - 1}
      onAnswered={() => {
        answered.current = true;
      }}
      onAside={() => setAside(new Set([...aside, shown.key]))}
    />
  );
}

interface OneAskProps {
  readonly ask: Ask;
  readonly more: number;
  /** By somebody whose focus is in it. */
  readonly onAnswered: () => void;
  readonly onAside: () => void;
}

function OneAsk({ ask, more, onAnswered, onAside }: OneAskProps) {
  const { act, doing, busy } = useAct();
  const model = useSessionModel();
  const training = useSessionState((state) => state.sessionType === "training");
  const bar = useRef<HTMLDivElement>(null);
  const now = useHostNow(1_000);

  const answer = async (run: () => Promise<unknown>) => {
    if (bar.current?.contains(document.activeElement) === true) onAnswered();
    await run();
  };
  const words = wordsOf(ask, now);
  const { yes, no } = answersOf(ask);
  const { participant } = ask;
  const send = (yesOrNo: "yes" | "no") => {
    const agreed = yesOrNo === "yes";
    switch (ask.kind) {
      case "offer":
        return act(agreed ? "control.accept" : "control.decline", {});
      case "join":
        return act(agreed ? "join.approve" : "join.deny", { participant });
      case "control":
        return act(agreed ? "control.approve" : "control.deny", { request: ask.request });
      case "hand-on":
        return act(agreed ? "control.approve" : "control.deny", { participant });
      case "proposal":
        return act(agreed ? "proposal.approve" : "proposal.reject", { proposal: ask.proposal });
    }
  };
  const noCommands = new Set(["control.decline", "join.deny", "control.deny", "proposal.reject"]);
  const practise = () => {
    if (ask.kind === "control")
      void answer(() => act("control.approve", { request: ask.request, practice: true }));
  };
  return (
    <div ref={bar} className="ask-bar" role="group" aria-label={words.label} data-testid="ask-bar">
      <Avatar id={participant} name={ask.name} />
      <div className="ask-bar__words">
        <p className="truncate" title={ask.name}>
          <bdi className="ask-bar__name">{ask.name}</bdi> {words.deed}
        </p>
        {ask.kind === "proposal" && (
          <pre className="ask-bar__command">
            <VisibleText text={ask.text} />
          </pre>
        )}
        <p className="muted small ask-bar__facts">
          {[words.facts, more > 0 ? `${plural(more, "more", "more")} waiting` : ""]
            .filter((each) => each !== "")
            .join(" · ")}
        </p>
      </div>
      <div className="ask-bar__answers">
        <Button
          look="primary"
          size="small"
          data-first-answer=""
          busy={doing !== undefined && !noCommands.has(doing)}
          disabled={busy}
          onClick={() => void answer(() => send("yes"))}
        >
          {yes}
        </Button>
        {ask.kind === "control" && training && (
          <Button size="small" disabled={busy} onClick={practise}>
            As practice
          </Button>
        )}
        <Button
          size="small"
          busy={doing !== undefined && noCommands.has(doing)}
          disabled={busy}
          onClick={() => void answer(() => send("no"))}
        >
          {no}
        </Button>
        {ask.kind === "proposal" && (
          <Button
            size="small"
            look="quiet"
            onClick={() => {
              onAside();
              model.ui.setState({ panel: "notes" });
            }}
          >
            Edit
          </Button>
        )}
      </div>
    </div>
  );
}

function answersOf(ask: Ask): { readonly yes: string; readonly no: string } {
  switch (ask.kind) {
    case "offer":
      return { yes: "Accept", no: "Decline" };
    case "join":
      return { yes: "Let in", no: "Turn away" };
    case "control":
    case "hand-on":
      return { yes: ask.kind === "control" ? `Grant ${ask.minutes} min` : "Allow", no: "Deny" };
    case "proposal":
      return { yes: "Type it", no: "Reject" };
  }
}

interface AskWords {
  readonly label: string;
  readonly deed: ReactNode;
  readonly facts: string;
}

function wordsOf(ask: Ask, now: number): AskWords {
  const reason = "reason" in ask && ask.reason !== undefined ? `“${ask.reason}”` : "";
  const facts = (...each: readonly string[]) => each.filter((fact) => fact !== "").join(" · ");
  switch (ask.kind) {
    case "offer":
      return {
        label: `${ask.name} offers you control`,
        deed: ask.practice ? "offers you control, to practise" : "offers you control",
        facts: facts(reason, `for ${ask.minutes} min`, left(ask.untilMs, now)),
      };
    case "join":
      return {
        label: `${ask.name} asks to be let in`,
        deed: "asks to be let in",
        facts: facts(ask.grant === "interact" ? "To type" : "To watch", left(ask.untilMs, now)),
      };
    case "control":
      return {
        label: `${ask.name} asks for control`,
        deed: "asks for control",
        facts: facts(reason, `${ask.minutes} min`),
      };
    case "hand-on":
      return {
        label: `${ask.by} wants to hand control on to ${ask.name}`,
        deed: `is to get control from ${ask.by}`,
        facts: facts(reason, `for ${ask.minutes} min`, left(ask.untilMs, now)),
      };
    case "proposal":
      return { label: `${ask.name} proposes a command`, deed: "proposes", facts: "" };
  }
}
