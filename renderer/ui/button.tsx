import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Tip } from "./tip.tsx";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger" | "danger-quiet";

interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: ButtonLook;
  readonly size?: "small" | "large";
  /** Shows a spinner and takes no clicks; the width stays. */
  readonly busy?: boolean;
}

export function Button({ look = "plain", size, busy = false, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={clsx("button", `button--${look}`, size !== undefined && `button--${size}`, className)}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  /** Its name for screen readers, and its tooltip. */
  readonly label: string;
  /** Why it does nothing now: it stays focusable, so that the reason can be read. */
  readonly unavailable?: string | undefined;
  readonly children: ReactNode;
}

export function IconButton({ label, unavailable, children, className, onClick, ...rest }: IconButtonProps) {
  return (
    <Tip text={unavailable === undefined ? label : `${label}. ${unavailable}`}>
      <button
        type="button"
        {...rest}
        className={clsx("icon-button", className)}
        aria-label={label}
        aria-disabled={unavailable === undefined ? undefined : true}
        onClick={unavailable === undefined ? onClick : undefined}
      >
        {children}
      </button>
    </Tip>
  );
}
