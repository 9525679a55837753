import { useSession } from "../../store/use-session.ts";

/**
 * What happens elsewhere on the page, for screen readers: after what they are saying now, and each in its turn, since a
 * line is added for each and none is changed.
 */
export function LiveRegion() {
  const announcements = useSession((view) => view.announcements);
  return (
    <div
      className="visually-hidden"
      role="log"
      aria-label="What happens"
      aria-live="polite"
      aria-atomic="false"
      aria-relevant="additions"
    >
      {announcements.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
