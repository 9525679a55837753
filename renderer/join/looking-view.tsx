import { JoinPage } from "./join-page.tsx";

/** While the host proves who it is. */
export function LookingView({ what }: { readonly what: string }) {
  return (
    <JoinPage>
      <div className="join__looking" role="status">
        <span className="skeleton" style={{ width: "42%", height: 13 }} />
        <span className="skeleton" style={{ width: "78%", height: 28 }} />
        <span className="skeleton" style={{ width: "92%", height: 14 }} />
        <span className="skeleton" style={{ width: "64%", height: 14 }} />
        <span className="visually-hidden">{what}</span>
      </div>
    </JoinPage>
  );
}
