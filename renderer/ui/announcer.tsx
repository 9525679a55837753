/** What happens elsewhere on the page, for screen readers: after what they are saying now. */
export function Announcer({
  announcement,
}: {
  readonly announcement: { readonly id: number; readonly text: string };
}) {
  return (
    <div className="visually-hidden" role="log" aria-live="polite" aria-atomic="false">
      {announcement.text !== "" && <p key={announcement.id}>{announcement.text}</p>}
    </div>
  );
}
