import { Eye, Hand, Keyboard, Lock, Users } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Welcome } from "../guest/dialer.ts";
import { Button } from "../ui/button.tsx";
import { CheckRow, Field } from "../ui/fields.tsx";
import { Notice } from "../ui/notice.tsx";
import { roomyQuery, useMedia } from "../ui/use-media.ts";
import { plural } from "../ui/words.ts";
import { checkName, grantSentence } from "./join-form.ts";
import { JoinPage } from "./join-page.tsx";

export interface JoinChoice {
  readonly name: string;
  readonly acceptedRecording: boolean;
}

interface JoinViewProps {
  readonly welcome: Welcome;
  readonly plainLine: boolean;
  readonly busy: boolean;
  readonly onJoin: (choice: JoinChoice) => void;
}

/** What a guest decides by: whose session, what they may do, that it is recorded; and their name. */
export function JoinView({ welcome, plainLine, busy, onJoin }: JoinViewProps) {
  const [name, setName] = useState("");
  const [accepted, setAccepted] = useState(false);
  const [tried, setTried] = useState(false);
  const roomy = useMedia(roomyQuery);
  const checked = checkName(name);
  const missing = welcome.recorded && !accepted;
  const grant = grantSentence(welcome);
  const Icon = welcome.grant === "interact" ? Keyboard : Eye;

  const join = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (checked.ok && !missing) onJoin({ name: checked.value, acceptedRecording: accepted });
  };
  return (
    <JoinPage>
      <p className="join__from">
        <bdi>{welcome.owner}</bdi> invites you to
      </p>
      <h1 className="join__title">
        <bdi>{welcome.title}</bdi>
      </h1>
      <ul className="join__facts">
        <li>
          <Icon size={17} aria-hidden="true" />
          <span>
            <strong>{grant.word}.</strong> {grant.text}
          </span>
        </li>
        {welcome.approval && (
          <li>
            <Hand size={17} aria-hidden="true" />
            <span>
              <bdi>{welcome.owner}</bdi> lets people in one by one: you wait until then.
            </span>
          </li>
        )}
        <li>
          <Users size={17} aria-hidden="true" />
          <span>
            {welcome.people === 0
              ? "Nobody else has joined yet."
              : `${plural(welcome.people, "other")} ${welcome.people === 1 ? "is" : "are"} there.`}
          </span>
        </li>
      </ul>
      {plainLine && (
        <Notice tone="warning">
          This page came over an unencrypted line of your local network. Somebody on that network could have
          changed it. Join only if you trust the network.
        </Notice>
      )}
      <form className="join__form" onSubmit={join} noValidate>
        <Field
          label="Your name"
          hint="Everybody there sees it."
          error={tried && !checked.ok ? checked.error : undefined}
        >
          {({ id, describedBy }) => (
            <input
              id={id}
              className="input join__name"
              aria-describedby={describedBy}
              aria-invalid={tried && !checked.ok}
              autoComplete="name"
              dir="auto"
              value={name}
              onChange={(event) => setName(event.target.value)}
              // The one thing to do on this page, where no keyboard on the screen would cover the rest.
              // oxlint-disable-next-line jsx-a11y/no-autofocus
              autoFocus={roomy}
            />
          )}
        </Field>
        {welcome.recorded && (
          <div className={`join__notice ${tried && missing ? "join__notice--missing" : ""}`}>
            <CheckRow checked={accepted} onChange={setAccepted}>
              <strong>
                <span className="recorded__dot join__dot" aria-hidden="true" />
                This session is recorded.
              </strong>{" "}
              The screen, the chat, your name and when you type are kept by the owner. I accept that.
            </CheckRow>
            {tried && missing && (
              <p className="field__error" role="alert">
                To join, accept that the session is recorded.
              </p>
            )}
          </div>
        )}
        <Button look="primary" size="large" type="submit" busy={busy} data-testid="join">
          {welcome.approval ? "Ask to join" : "Join"}
        </Button>
      </form>
      <p
        className="join__key muted small"
        title="The host proved that it holds this key, and that it is the one your link was made for."
      >
        <Lock size={12} aria-hidden="true" />
        End-to-end encrypted with host <span className="join__fingerprint">{welcome.hostFingerprint}</span>
      </p>
    </JoinPage>
  );
}
