import { Check, X } from "lucide-react";
import type { FormEvent } from "react";
import { noteTextSchema } from "../../../shared/events/terms.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { useNow } from "../../ui/use-now.ts";
import { exactTime, timeOfDay } from "../../ui/words.ts";
import { useAct } from "../use-act.ts";
import { useDraft } from "../use-draft.ts";
import { useMay } from "../use-me.ts";

type Question = SessionState["questions"][number];

/** Questions with their answers; the open ones first, the closed ones left out. */
export function QuestionList() {
  const model = useSessionModel();
  const questions = useSessionState((state) => state.questions);
  const asks = useMay("chat");
  const open = questions.filter((each) => each.status === "open");
  const answered = questions.filter((each) => each.status === "answered").reverse();
  return (
    <section aria-label="Questions">
      <h2 className="panel__label">
        Questions
        {asks && (
          <button
            type="button"
            className="panel__add"
            onClick={() => model.ui.setState({ dialog: { name: "question" } })}
          >
            Ask
          </button>
        )}
      </h2>
      {[...open, ...answered].map((each) => (
        <QuestionNote key={each.question} question={each} />
      ))}
      {open.length + answered.length === 0 && (
        <p className="panel__empty">None yet. A question stays here until it is answered.</p>
      )}
    </section>
  );
}

function QuestionNote({ question }: { readonly question: Question }) {
  const { act, busy } = useAct();
  const answers = useMay("answer");
  const mine = useSession((view) => view.me === question.participant);
  const [answer, setAnswer] = useDraft(`answer to ${question.question}`);
  const now = useNow(60_000);
  const parsed = noteTextSchema.safeParse(answer);
  const open = question.status === "open";
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!parsed.success) return;
    const result = await act("question.answer", { question: question.question, text: parsed.data });
    if (result.ok) setAnswer(undefined);
  };
  return (
    <article className={`note ${open ? "note--open" : ""}`} data-testid="question">
      <header className="note__head">
        <Avatar id={question.participant} name={question.name} size="small" />
        <bdi className="note__name truncate">{question.name}</bdi>
        <time className="muted small figures" title={exactTime(question.atMs)}>
          {timeOfDay(question.atMs, now)}
        </time>
        {open && (mine || answers) && (
          <IconButton
            label="Close the question"
            onClick={() => void act("question.close", { question: question.question })}
          >
            <X size={14} aria-hidden="true" />
          </IconButton>
        )}
      </header>
      <p className="note__text" dir="auto">
        {question.text}
      </p>
      {question.answers.map((each) => (
        <div key={`${each.by}.${each.atMs}`} className="note__answer">
          <Check size={13} aria-hidden="true" />
          <p className="note__text" dir="auto">
            <bdi className="note__name">{each.name}</bdi> {each.text}
          </p>
        </div>
      ))}
      {answers &&
        (answer !== undefined ? (
          <form className="note__form" onSubmit={(event) => void send(event)}>
            <textarea
              className="input"
              aria-label={`Answer to ${question.name}`}
              rows={2}
              maxLength={2000}
              value={answer}
              onChange={(event) => setAnswer(event.target.value)}
            />
            <div className="note__actions">
              <Button size="small" type="submit" look="primary" busy={busy} disabled={!parsed.success}>
                Answer
              </Button>
              <Button size="small" look="quiet" onClick={() => setAnswer(undefined)}>
                Cancel
              </Button>
            </div>
          </form>
        ) : (
          <div className="note__actions">
            <Button size="small" look={open ? "plain" : "quiet"} onClick={() => setAnswer("")}>
              {open ? "Answer" : "Add an answer"}
            </Button>
          </div>
        ))}
    </article>
  );
}
