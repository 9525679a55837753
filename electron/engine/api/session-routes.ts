import type { z } from "zod";
import { err, ok } from "../../../shared/base/result.ts";
import { commands } from "../../../shared/commands/table.ts";
import { startInputSchema } from "../../../shared/wire/host-api.ts";
import { fromHostError } from "./api-error.ts";
import { controlRoutes } from "./control-routes.ts";
import { noteRoutes } from "./note-routes.ts";
import { peopleRoutes } from "./people-routes.ts";
import { noBody, type Route, route } from "./route.ts";
import { bare, given, giveByName, look, on } from "./session-call.ts";
import { sharingRoutes } from "./sharing-routes.ts";
import { summaryOf } from "./views.ts";

/** A link without its secret lets nobody in: making one is `/share`. */
const elsewhere: ReadonlySet<string> = new Set(["link.create", "session.leave"]);

/** Every command under its name, with the input the table gives it. */
const commandRoutes: readonly Route[] = Object.values(commands)
  .filter((row) => row.origin === "peer" && !elsewhere.has(row.name))
  .map((row) => {
    const input: z.ZodType = row.input;
    return on("POST", `/commands/${row.name}`, row.title, {
      body: input,
      work: (call, body) => giveByName(call, row.name, body),
    });
  });

export const sessionRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/sessions",
    title: "List the running sessions",
    body: noBody,
    work: async ({ host }) => ok({ sessions: host.summaries().map(summaryOf) }),
  }),
  route({
    method: "POST",
    path: "/sessions",
    title: "Start a session",
    body: startInputSchema,
    done: 201,
    async work({ host }, body) {
      const started = await host.start(body);
      if (!started.ok) return err(fromHostError(started.error));
      const { session, recordingPath } = started.value;
      return ok({ id: session.id, ...given("recording", recordingPath) });
    },
  }),
  look("", "Tell a session's whole state", ({ state }) => state),
  bare("DELETE", "", "session.end", {}),
  ...controlRoutes,
  ...peopleRoutes,
  ...noteRoutes,
  ...sharingRoutes,
  ...commandRoutes,
];
