import { clsx } from "clsx";
import { useSessionState } from "../store/use-session.ts";
import "./avatar.css";
import { initials, personColour } from "./person.ts";

interface AvatarProps {
  readonly id: string;
  readonly name: string;
  readonly size?: "small" | "normal";
  /** The line is lost: drawn hollow. */
  readonly away?: boolean;
  readonly typing?: boolean;
}

/** A person's mark. Decorative: the name always stands beside it or in a label. */
export function Avatar({ id, name, size = "normal", away = false, typing = false }: AvatarProps) {
  // Somebody long gone, of whom only the words are left, has no colour of their own any more.
  const colour = useSessionState((state) => personColour(state, id)) ?? 1;
  return (
    <span
      className={clsx("avatar", `avatar--${size}`, away && "avatar--away", typing && "avatar--typing")}
      style={{ "--person": `var(--person-${colour})`, "--person-ink": `var(--person-${colour}-ink)` }}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}
