import { err } from "../../../shared/base/result.ts";
import { refusal } from "../../../shared/commands/refusals.ts";
import { commands } from "../../../shared/commands/table.ts";
import { fromRefusal } from "./api-error.ts";
import type { Route } from "./route.ts";
import { annotationBody, annotationInput, bookmarkBody, chatBody, emptyBody } from "./seed-bodies.ts";
import { bare, give, given, look, on } from "./session-call.ts";
import { timed } from "./views.ts";

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/** The chat, and what is left beside the screen. */
export const noteRoutes: readonly Route[] = [
  look("/chat", "Tell the chat so far", ({ state }) => ({ messages: state.chat.map(timed) })),
  on("POST", "/chat", commands["chat.send"].title, {
    body: chatBody,
    done: 201,
    work: (call, { message }) => give(call, "chat.send", { text: message }),
  }),
  look("/annotations", "List what is drawn over the screen", ({ state }) => ({
    annotations: state.annotations.map(timed),
  })),
  on("POST", "/annotations", commands["annotation.add"].title, {
    body: annotationBody,
    done: 201,
    work: (call, body) => give(call, "annotation.add", annotationInput(body, call.state.size)),
  }),
  bare("DELETE", "/annotations", "annotation.clear", { which: "all" }),
  on("DELETE", "/annotations/{number}", "Clear one annotation", {
    body: emptyBody,
    async work(call) {
      const which = wholeNumber(call.params["number"]);
      return which === undefined
        ? err(fromRefusal(refusal("no-such-annotation")))
        : give(call, "annotation.clear", { which });
    },
  }),
  look("/bookmarks", "List the bookmarks", ({ state }) => ({ bookmarks: state.bookmarks.map(timed) })),
  on("POST", "/bookmarks", commands["bookmark.add"].title, {
    body: bookmarkBody,
    done: 201,
    work: (call, { notes, line, ...rest }) =>
      give(call, "bookmark.add", { ...rest, ...given("notes", notes), ...given("line", line) }),
  }),
  on("DELETE", "/bookmarks/{number}", commands["bookmark.remove"].title, {
    body: emptyBody,
    async work(call) {
      const bookmark = wholeNumber(call.params["number"]);
      return bookmark === undefined
        ? err(fromRefusal(refusal("no-such-bookmark")))
        : give(call, "bookmark.remove", { bookmark });
    },
  }),
];
