import type { ReactNode } from "react";
import { useSession, useSessionState } from "../../store/use-session.ts";
import { personColour } from "../../ui/person.ts";
import { controlWords } from "../control-words.ts";
import { useOwns, useWhyNot } from "../use-me.ts";

/**
 * What stands around the screen. The frame says who types: accent for whoever may, their colour for another, a hairline
 * for whoever watches. On paper there is a sentence instead, for whoever may make no pictures.
 */
export function SurfaceFrame({ children }: { readonly children: ReactNode }) {
  const tone = useSession(({ state, me }) => (state === undefined ? "watch" : controlWords(state, me).tone));
  const colour = useSession(({ state, me }) => {
    const holder = state === undefined ? undefined : controlWords(state, me).holder;
    return state === undefined || holder === undefined ? undefined : personColour(state, holder);
  });
  const title = useSessionState((state) => state.title);
  const owns = useOwns();
  const noPicture = useWhyNot("picture");
  return (
    <section
      className={`surface surface--${tone} ${owns ? "surface--own" : ""}`}
      aria-label={`Shared screen: ${title}`}
      data-testid="surface"
      data-no-picture={noPicture === undefined ? undefined : ""}
      style={colour === undefined ? undefined : { "--person": `var(--person-${colour})` }}
    >
      {children}
      {noPicture !== undefined && (
        <p className="surface__unprinted" aria-hidden="true">
          {noPicture}
        </p>
      )}
    </section>
  );
}
