import { AnnotationList } from "./annotation-list.tsx";
import { BookmarkList } from "./bookmark-list.tsx";
import { HandList } from "./hand-list.tsx";
import "./notes.css";
import { ProposalList } from "./proposal-list.tsx";
import { QuestionList } from "./question-list.tsx";

/** What people leave beside the screen: what waits for a decision first, what is only remembered last. */
export function NotesPanel() {
  return (
    <div className="notes">
      <ProposalList />
      <HandList />
      <QuestionList />
      <BookmarkList />
      <AnnotationList />
    </div>
  );
}
