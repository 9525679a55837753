import { Bookmark, CircleAlert, CircleCheck, Flag, X } from "lucide-react";
import type { SessionState } from "../../../shared/state/state.ts";
import { useSession, useSessionModel, useSessionState } from "../../store/use-session.ts";
import { IconButton } from "../../ui/button.tsx";
import { clockTime, exactTime } from "../../ui/words.ts";
import { openBookmark } from "../palette/palette-rows.ts";
import { useMay, useOwns } from "../use-me.ts";

const icons = { milestone: Flag, problem: CircleAlert, resolution: CircleCheck, note: Bookmark } as const;

/** Places in the recording, newest first; a click goes to the line where it is still in reach. */
export function BookmarkList() {
  const model = useSessionModel();
  const bookmarks = useSessionState((state) => state.bookmarks);
  const sets = useMay("annotate");
  return (
    <section aria-label="Bookmarks">
      <h2 className="panel__label">
        Bookmarks
        {sets && (
          <button type="button" className="panel__add" onClick={() => openBookmark(model)}>
            Set
          </button>
        )}
      </h2>
      {[...bookmarks].reverse().map((each) => (
        <BookmarkNote key={each.bookmark} bookmark={each} />
      ))}
      {bookmarks.length === 0 && <p className="panel__empty">None yet. They mark places in the recording.</p>}
    </section>
  );
}

function BookmarkNote({ bookmark }: { readonly bookmark: SessionState["bookmarks"][number] }) {
  const model = useSessionModel();
  const owns = useOwns();
  const mine = useSession((view) => view.me === bookmark.participant);
  const Icon = icons[bookmark.category];
  const { line } = bookmark;
  return (
    <div className="note note--row" data-testid="bookmark">
      <Icon className={`note__icon note__icon--${bookmark.category}`} size={15} aria-hidden="true" />
      <div className="note__grow">
        <span className="visually-hidden">{bookmark.category}: </span>
        {line === undefined ? (
          <bdi className="note__label">{bookmark.label}</bdi>
        ) : (
          <button type="button" className="note__link" onClick={() => model.screen.reveal(line)}>
            <bdi>{bookmark.label}</bdi>
          </button>
        )}
        {bookmark.notes !== undefined && <p className="note__text small">{bookmark.notes}</p>}
        <p className="muted small truncate figures" title={exactTime(bookmark.atMs)}>
          {clockTime(bookmark.offsetMs)} · <bdi>{bookmark.name}</bdi>
        </p>
      </div>
      {(owns || mine) && (
        <IconButton
          label={`Remove the bookmark ${bookmark.label}`}
          onClick={() => void model.act("bookmark.remove", { bookmark: bookmark.bookmark })}
        >
          <X size={14} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}
