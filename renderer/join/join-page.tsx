import type { ReactNode } from "react";
import { Wordmark } from "../ui/wordmark.tsx";
import "./join.css";

/** A guest's page before the session: one column, nothing else. */
export function JoinPage({ children }: { readonly children: ReactNode }) {
  return (
    <div className="join">
      <header className="join__head">
        <Wordmark />
      </header>
      <main className="join__box">{children}</main>
    </div>
  );
}
