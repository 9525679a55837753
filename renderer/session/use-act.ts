import { useState } from "react";
import type { CallResult } from "../../shared/client/calls.ts";
import type { CommandInput, PeerCommandName } from "../../shared/commands/table.ts";
import { useSessionModel } from "../store/use-session.ts";

/** Does one command at a time for a view, and knows while it is under way; a refusal shows as a hint. */
export function useAct() {
  const model = useSessionModel();
  const [doing, setDoing] = useState<PeerCommandName>();
  const act = async <Name extends PeerCommandName>(
    name: Name,
    input: CommandInput<Name>,
  ): Promise<CallResult> => {
    setDoing(name);
    const result = await model.act(name, input);
    setDoing(undefined);
    return result;
  };
  return { act, busy: doing !== undefined, doing };
}
