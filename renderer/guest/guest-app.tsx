import { useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Crypto } from "../../shared/base/ports.ts";
import type { Result } from "../../shared/base/result.ts";
import { parseLinkUrl } from "../../shared/channel/link-secret.ts";
import { patientReconnect } from "../../shared/client/reconnect.ts";
import { createSessionClient } from "../../shared/client/session-client.ts";
import { type Closing, lostAtTheDoor } from "../../shared/client/status.ts";
import { rules } from "../../shared/policy/rules.ts";
import { onPlainLine } from "../join/join-form.ts";
import { JoinPage } from "../join/join-page.tsx";
import { type JoinChoice, JoinView } from "../join/join-view.tsx";
import { LookingView } from "../join/looking-view.tsx";
import { WaitingView } from "../join/waiting-view.tsx";
import { pageClock } from "../platform.ts";
import { Closed } from "../session/closed.tsx";
import { SessionView } from "../session/session-view.tsx";
import { createSessionModel, type SessionModel } from "../store/session-model.ts";
import { SessionProvider } from "../store/use-session.ts";
import { createGuestDialer } from "./dial.ts";
import type { GuestDialer, Welcome } from "./dialer.ts";
import { letGoodbyeOut } from "./let-goodbye-out.ts";
import { pageLogger } from "./page-logger.ts";

type Step =
  | { readonly name: "looking" }
  | { readonly name: "closed"; readonly closing: Closing }
  | { readonly name: "choosing"; readonly welcome: Welcome }
  | {
      readonly name: "joined";
      readonly welcome: Welcome;
      readonly choice: JoinChoice;
      readonly model: SessionModel;
    };

/** A guest's page: look, decide, wait, be there. */
export function GuestApp({ url, crypto }: { readonly url: string; readonly crypto: Crypto }) {
  const link = useMemo(() => parseLinkUrl(url), [url]);
  if (!link.ok) {
    return (
      <JoinPage>
        <Closed closing={{ reason: "unknown-link", message: link.error.message }} />
      </JoinPage>
    );
  }
  const dialer = () => createGuestDialer({ link: link.value, clock: pageClock, crypto, logger: pageLogger });
  return <GuestSteps createDialer={dialer} />;
}

/** Everything a guest goes through, over whatever dials. */
export function GuestSteps({ createDialer }: { readonly createDialer: () => GuestDialer }) {
  const [dialer] = useState(createDialer);
  const [step, setStep] = useState<Step>({ name: "looking" });
  const [attempt, setAttempt] = useState(0);
  const joinedBefore = useRef(false);

  useEffect(() => {
    let stale = false;
    void dialer.look().then((looked) => {
      if (stale) return;
      setStep(afterLook(looked, joinedBefore.current));
    });
    return () => {
      stale = true;
    };
  }, [dialer, attempt]);

  const again = () => {
    if (step.name === "joined") step.model.dispose();
    setStep({ name: "looking" });
    setAttempt((count) => count + 1);
  };
  const join = (welcome: Welcome, choice: JoinChoice) => {
    joinedBefore.current = true;
    const client = createSessionClient({
      clock: pageClock,
      reconnect: patientReconnect,
      dial: (resume) => dialer.join({ ...choice, resume }),
      sink: "later",
    });
    setStep({ name: "joined", welcome, choice, model: createSessionModel({ client, clock: pageClock }) });
  };

  switch (step.name) {
    case "looking":
      return <LookingView what="Looking for the session" />;
    case "closed":
      return (
        <JoinPage>
          <Closed closing={step.closing} onRetry={again} />
        </JoinPage>
      );
    case "choosing":
      return (
        <JoinView
          welcome={step.welcome}
          plainLine={onPlainLine(location)}
          busy={false}
          onJoin={(choice) => join(step.welcome, choice)}
        />
      );
    case "joined":
      return <Joined step={step} onAgain={again} />;
  }
}

/** A closed link lets nobody new in; who was in by this page's own key may still come back. */
function afterLook(looked: Result<Welcome, Closing>, joinedBefore: boolean): Step {
  if (!looked.ok) {
    const { reason, message } = looked.error;
    return { name: "closed", closing: { reason, message: reason === "lost" ? lostAtTheDoor : message } };
  }
  const { closed } = looked.value;
  if (closed === null || joinedBefore) return { name: "choosing", welcome: looked.value };
  return { name: "closed", closing: { reason: "unknown-link", message: rules[`link-${closed}`] } };
}

function Joined({
  step,
  onAgain,
}: {
  readonly step: Extract<Step, { name: "joined" }>;
  readonly onAgain: () => void;
}) {
  const { model, welcome, choice } = step;
  const status = useStore(model.store, (view) => view.status);
  const wasIn = useStore(model.store, (view) => view.state !== undefined);
  const inside = status.name === "live" || status.name === "reconnecting";

  useEffect(() => {
    document.title = `${welcome.title} · Tandem`;
  }, [welcome.title]);
  useEffect(() => {
    // A closed page gives its place up at once, instead of when the host believes the line lost for good. Nothing can
    // be waited for here: closing the line says it. Its key goes with the page, so nobody could come back to the place.
    const close = ({ persisted }: PageTransitionEvent) => {
      if (persisted) return;
      model.dispose();
      letGoodbyeOut();
    };
    window.addEventListener("pagehide", close);
    return () => window.removeEventListener("pagehide", close);
  }, [model]);
  useEffect(() => {
    // Who had to be let in would have to be let in again: a reloaded page is somebody new.
    if (!inside || !welcome.approval) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [inside, welcome.approval]);

  // Also who was in before, and has to be let in anew.
  if (status.name === "waiting") {
    return (
      <WaitingView
        owner={welcome.owner}
        title={welcome.title}
        name={choice.name}
        untilMs={status.untilMs}
        onLeave={() => void model.client.leave()}
      />
    );
  }
  if (wasIn) {
    return (
      <SessionProvider value={model}>
        <SessionView onRetry={onAgain} />
      </SessionProvider>
    );
  }
  if (status.name === "over") {
    return (
      <JoinPage>
        <Closed closing={status.closing} onRetry={onAgain} />
      </JoinPage>
    );
  }
  return <LookingView what="Joining" />;
}
