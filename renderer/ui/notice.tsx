import { Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** Something to know before going on: what it is, in a sentence or two. */
export function Notice({
  tone,
  children,
}: {
  readonly tone: "info" | "warning" | "danger";
  readonly children: ReactNode;
}) {
  const Icon = tone === "info" ? Info : TriangleAlert;
  return (
    <div className={`notice notice--${tone}`}>
      <Icon size={16} aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}
