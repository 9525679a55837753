import { useSessionModel, useUi } from "../store/use-session.ts";

/**
 * What is being written somewhere in a session's window, by the place's name; it stays while something else is looked
 * at. Undefined: nothing is being written there.
 */
export function useDraft(
  place: string,
): readonly [text: string | undefined, set: (text: string | undefined) => void] {
  const model = useSessionModel();
  const text = useUi((ui) => ui.drafts[place]);
  const set = (next: string | undefined) =>
    model.ui.setState(({ drafts: { [place]: _, ...others } }) => ({
      drafts: next === undefined ? others : { ...others, [place]: next },
    }));
  return [text, set];
}
