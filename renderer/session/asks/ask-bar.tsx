import { useEffect, useRef, useState } from "react";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { VisibleText } from "../../ui/visible-text.tsx";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { plural } from "../../ui/words.ts";
import { useHostNow } from "../countdown.tsx";
import type { Reason } from "../dialogs/use-dialog.ts";
import { useAct } from "../use-act.ts";
import { answersOf, askWords } from "./ask-words.tsx";
import { type Ask, asksOf } from "./asks.ts";
import { DenyWord, useWording, WordButton } from "./deny-word.tsx";
import "./ask-bar.css";

/** What waits for my word, over the screen's edge: answered where I work, without taking the focus. */
export function AskBar() {
  const state = useSession((view) => view.state);
  const me = useSession((view) => view.me);
  // Read it later: what was put aside comes back once something else was answered, or in the panel.
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set());
  const answered = useRef(false);
  const asks = state === undefined || me === undefined ? [] : asksOf(state, me);
  const open = asks.filter((each) => !aside.has(each.key));
  // What comes in more pressing waits: it would move under a hand that is about to answer, or throw out a word half written.
  const [current, setCurrent] = useState<string>();
  const shown = open.find((each) => each.key === current) ?? open[0];
  if (shown?.key !== current) setCurrent(shown?.key);
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
  const perCommand = useSessionState((state) => state.fourEyes.perCommand);
  const wording = useWording();
  const bar = useRef<HTMLDivElement>(null);
  const now = useHostNow(1_000);

  const answer = async (run: () => Promise<unknown>) => {
    if (bar.current?.contains(document.activeElement) === true) onAnswered();
    await run();
  };
  const words = askWords(ask, now);
  const { yes, no, word } = answersOf(ask);
  const { participant } = ask;
  const agree = () => {
    switch (ask.kind) {
      case "offer":
        return act("control.accept", {});
      case "join":
        return act("join.approve", { participant });
      case "control":
        return act("control.approve", { request: ask.request });
      case "hand-on":
        return act("control.approve", { participant });
      case "proposal":
        return act("proposal.approve", { proposal: ask.proposal });
    }
  };
  const refuse = (why: Reason["given"] = {}) => {
    switch (ask.kind) {
      case "offer":
        return act("control.decline", {});
      case "join":
        return act("join.deny", { participant, ...why });
      case "control":
        return act("control.deny", { request: ask.request, ...why });
      case "hand-on":
        return act("control.deny", { participant });
      case "proposal":
        return act("proposal.reject", { proposal: ask.proposal, ...why });
    }
  };
  const noCommands = new Set(["control.decline", "join.deny", "control.deny", "proposal.reject"]);
  const practise = () => {
    if (ask.kind === "control")
      void answer(() => act("control.approve", { request: ask.request, practice: true }));
  };
  return (
    <div
      ref={bar}
      className={`ask-bar ${wording.open ? "ask-bar--wording" : ""}`}
      role="group"
      aria-label={words.label}
      data-testid="ask-bar"
    >
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
      {wording.open ? (
        <DenyWord
          name={ask.name}
          action={no}
          busy={busy}
          onDeny={(why) => void answer(() => refuse(why))}
          onBack={wording.back}
        />
      ) : (
        <div className="ask-bar__answers">
          <Button
            look="primary"
            size="small"
            data-first-answer=""
            busy={doing !== undefined && !noCommands.has(doing)}
            disabled={busy}
            onClick={() => void answer(agree)}
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
            onClick={() => void answer(refuse)}
          >
            {no}
          </Button>
          {word && <WordButton label={`${no} with a word`} disabled={busy} wording={wording} />}
          {ask.kind === "proposal" && !perCommand && (
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
      )}
    </div>
  );
}
