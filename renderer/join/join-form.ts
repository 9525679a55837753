import { displayNameSchema } from "../../shared/events/terms.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Greeting } from "../../shared/wire/messages.ts";

/** The name as it is sent, or what is wrong with it. */
export function checkName(text: string): Result<string, string> {
  if (text.trim() === "") return err("Enter the name the others will see.");
  const parsed = displayNameSchema.safeParse(text);
  if (parsed.success) return ok(parsed.data);
  return err(
    [...text.trim()].length > 60 ? "At most 60 characters." : "It contains characters that cannot be shown.",
  );
}

/** What a joiner may do, before they decide: [in a word, in a sentence]. */
export function grantSentence(greeting: Pick<Greeting, "grant" | "mode">): {
  readonly word: string;
  readonly text: string;
} {
  if (greeting.mode.name === "presenter") {
    return greeting.grant === "view"
      ? { word: "View only", text: "You will watch. You can ask for control, and the owner decides." }
      : {
          word: "You can ask for control",
          text: "One person types at a time. You can ask for control, or propose what to type.",
        };
  }
  if (greeting.grant === "view")
    return { word: "View only", text: "You will watch. The owner can let you type later." };
  if (greeting.mode.name === "view_only") {
    return { word: "View only for now", text: "You may type once the owner makes the session interactive." };
  }
  return { word: "You may type", text: "What you type reaches the owner's session at once." };
}

/** Whether others on the network could change this very page: plain http to another machine. */
export function onPlainLine(page: { readonly protocol: string; readonly hostname: string }): boolean {
  const { protocol, hostname } = page;
  const here = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === "http:" && !here;
}
