import { useState } from "react";
import { useSessionModel } from "../store/use-session.ts";
import { Confirm } from "../ui/confirm.tsx";

export function LeaveDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const model = useSessionModel();
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    await model.client.leave();
    setBusy(false);
    onClose();
  };
  return (
    <Confirm
      open={open}
      title="Leave the session?"
      text="The others see that you left. You can come back by the same link as long as it is open."
      action="Leave"
      busy={busy}
      onConfirm={() => void leave()}
      onClose={onClose}
    />
  );
}
