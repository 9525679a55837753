import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Tip } from "./tip.tsx";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger" | "danger-quiet";

interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: ButtonLook;
  readonly size?: "small" | "large";
  /** Shows a spinner and takes no clicks; width and focus stay. */
  readonly busy?: boolean;
}

export function Button({
  look = "plain",
  size,
  busy = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={clsx("button", `button--${look}`, size !== undefined && `button--${size}`, className)}
      // Not disabled: that would drop the focus, and what stands open around it would close.
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
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
