import { useState } from "react";
import { placesTaken } from "../../shared/state/selectors.ts";
import { useSession, useSessionModel } from "../store/use-session.ts";
import { Confirm } from "../ui/confirm.tsx";
import { endWords } from "./end-words.ts";

export function EndDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const model = useSessionModel();
  const people = useSession((view) => (view.state === undefined ? 0 : placesTaken(view.state)));
  const [busy, setBusy] = useState(false);
  const end = async () => {
    setBusy(true);
    await model.act("session.end", {});
    setBusy(false);
    onClose();
  };
  return (
    <Confirm
      open={open}
      title="End the session?"
      text={endWords(people)}
      action="End session"
      busy={busy}
      onConfirm={() => void end()}
      onClose={onClose}
    />
  );
}
