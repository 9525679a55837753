import type { FakeSession } from "../../renderer/fixtures/fake-session.ts";
import { type ActivityLine, withEntry } from "../../renderer/session/activity.ts";
import { announcementsOf } from "../../renderer/session/news/announcements.ts";
import { comingOf } from "../../renderer/session/news/comings.ts";
import type { ParticipantId } from "../../shared/base/ids.ts";

/** What one person is told from here on, and what their list says, while things happen. */
export function follow(session: FakeSession, who: ParticipantId, first: readonly ActivityLine[] = []) {
  let before = session.state;
  let lines = first;
  const spoken: string[] = [];
  const comings: string[] = [];
  session.client(who).onEntry(({ entry }) => {
    const moment = { entry, before, after: session.state, me: who };
    spoken.push(...announcementsOf(moment));
    const coming = comingOf(moment);
    if (coming !== undefined) comings.push(`${coming.person.name} ${coming.verb}`);
    lines = withEntry(lines, moment);
    before = session.state;
  });
  return { spoken, comings, texts: () => lines.map((each) => each.text) };
}
