import { Tooltip } from "radix-ui";
import type { ReactElement } from "react";

interface TipProps {
  readonly text: string;
  readonly children: ReactElement;
  readonly side?: "top" | "bottom" | "left" | "right";
}

/** A tooltip by hover and by keyboard focus. The child is a single focusable element. */
export function Tip({ text, children, side = "bottom" }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className="tooltip" side={side} sideOffset={6} collisionPadding={8}>
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
