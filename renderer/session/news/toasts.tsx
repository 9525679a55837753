import { ArrowDownLeft, ArrowUpRight, Hand, ShieldCheck, UserMinus } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { Toaster, toast } from "sonner";
import type { EventType } from "../../../shared/events/table.ts";
import type { SessionModel } from "../../store/session-model.ts";
import { useSessionModel } from "../../store/use-session.ts";
import { told } from "./announcements.ts";
import { type Coming, comingOf, comingText, type ComingVerb } from "./comings.ts";
import type { Moment } from "./moment.ts";
import "./toasts.css";

/** Only a session's own news stands over its screen. */
const toaster = "session";
/** Who came or went is a glance; what became of something one asked for is read. */
const shownMs = { coming: 5_000, answer: 9_000 } as const;

/** What concerns me of these I also see, for nothing else on the page says it. */
const answers: Readonly<Partial<Record<EventType, typeof Hand>>> = {
  "control.denied": Hand,
  "control.expired": Hand,
  "control.offer_ended": Hand,
  "role.changed": ShieldCheck,
  "witness.named": ShieldCheck,
};

const comingIcons = {
  joined: ArrowDownLeft,
  left: ArrowUpRight,
  removed: UserMinus,
} as const satisfies Record<ComingVerb, unknown>;

/** Quiet words over the edge of the screen that go away by themselves. */
export function SessionToaster({ phone }: { readonly phone: boolean }) {
  const model = useSessionModel();
  useEffect(() => listenForToasts(model), [model]);
  return (
    <Toaster
      id={toaster}
      className="session-toasts"
      containerAriaLabel="News"
      position={phone ? "top-center" : "bottom-right"}
      offset={{ right: 22, bottom: 14, top: 10 }}
      mobileOffset={10}
      gap={8}
      expand
      // Alt-T is the target's.
      hotkey={[]}
      toastOptions={{
        unstyled: true,
        classNames: { toast: "toast", title: "toast__text", icon: "toast__icon" },
      }}
    />
  );
}

function listenForToasts(model: SessionModel): () => void {
  const people = new Map<ComingVerb, ReadonlyMap<string, Coming["person"]>>();
  const id = (verb: ComingVerb) => `${model.client.state?.id ?? ""} ${verb}`;

  /** One toast for all who come while it is shown. */
  const showComing = ({ verb, person }: Coming) => {
    const all = new Map([...(people.get(verb) ?? []), [person.id, person] as const]);
    people.set(verb, all);
    const Icon = comingIcons[verb];
    const forget = () => people.delete(verb);
    show(comingText(verb, [...all.values()]), <Icon size={15} aria-hidden="true" />, {
      id: id(verb),
      duration: shownMs.coming,
      onAutoClose: forget,
      onDismiss: forget,
    });
  };
  const listening = model.onMoment((moment: Moment) => {
    const coming = comingOf(moment);
    if (coming !== undefined) showComing(coming);
    const { event } = moment.entry;
    const Icon = event.type === "unknown" ? undefined : answers[event.type];
    const text = Icon === undefined ? undefined : told(moment);
    if (Icon !== undefined && text !== undefined) {
      show(text, <Icon size={15} aria-hidden="true" />, { duration: shownMs.answer });
    }
  });
  return () => {
    listening.dispose();
    for (const verb of people.keys()) toast.dismiss(id(verb));
  };
}

function show(text: string, icon: ReactNode, options: NonNullable<Parameters<typeof toast>[1]>): void {
  // The announcements say it to screen readers, in their order and gathered; sonner's own region would say it again.
  toast(
    <span aria-hidden="true" data-testid="toast">
      <bdi>{text}</bdi>
    </span>,
    // Where a toast can be dismissed, sonner takes the focus back from whoever tabs past it.
    { toasterId: toaster, icon, dismissible: false, ...options },
  );
}
