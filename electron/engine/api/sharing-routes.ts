import { z } from "zod";
import { err, ok } from "../../../shared/base/result.ts";
import { refusal } from "../../../shared/commands/refusals.ts";
import { commands } from "../../../shared/commands/table.ts";
import { modeChangeSchema } from "../../../shared/events/mode.ts";
import { fromHostError, fromRefusal } from "./api-error.ts";
import { noBody, type Route } from "./route.ts";
import { linkParam, reasonBody, shareBody, sharingBody } from "./seed-bodies.ts";
import { bare, give, giveByName, given, on } from "./session-call.ts";

/** Links, the mode, pauses, sharing as a whole. */
export const sharingRoutes: readonly Route[] = [
  on("PUT", "/sharing", commands["sharing.switch"].title, {
    body: sharingBody,
    work: (call, { enabled, reason }) =>
      give(call, "sharing.switch", { on: enabled, ...given("reason", reason) }),
  }),
  on("GET", "/share", "List the share links", {
    body: noBody,
    work: async ({ host, running }) =>
      ok({ links: running === undefined ? [] : [...host.links.list(running.session)] }),
  }),
  on("POST", "/share", commands["link.create"].title, {
    body: shareBody,
    done: 201,
    async work({ host, running }, body) {
      if (running === undefined) return err(fromRefusal(refusal("session-ended")));
      const made = await host.links.share(running.session, {
        grant: body.grant,
        ...given(
          "expiresInMs",
          body.expires_minutes === undefined ? undefined : body.expires_minutes * 60_000,
        ),
        ...given("maxUses", body.max_uses),
        ...given("approval", body.approval),
      });
      if (!made.ok) return err(fromHostError(made.error));
      const { id, url, grant, expiresAtMs, maxUses, uses, approval } = made.value;
      const expires = new Date(expiresAtMs).toISOString();
      return ok({ id, share_url: url, grant, expires, max_uses: maxUses, current_uses: uses, approval });
    },
  }),
  on("DELETE", "/share/{link}", commands["link.revoke"].title, {
    body: reasonBody.extend({ remove_guests: z.boolean().default(false) }),
    async work(call, { remove_guests: removeGuests, reason }) {
      const link = linkParam.safeParse(call.params["link"]);
      return link.success
        ? give(call, "link.revoke", { link: link.data, removeGuests, ...given("reason", reason) })
        : err(fromRefusal(refusal("no-such-link")));
    },
  }),
  on("PUT", "/mode", commands["mode.set"].title, {
    body: modeChangeSchema,
    work: (call, mode) => giveByName(call, "mode.set", { mode }),
  }),
  bare("POST", "/pause", "session.pause", {}),
  bare("POST", "/resume", "session.resume", {}),
];
