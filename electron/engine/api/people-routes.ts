import { z } from "zod";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { commands } from "../../../shared/commands/table.ts";
import { type ApiError, apiError, malformed } from "./api-error.ts";
import { explainAction } from "./explain-command.ts";
import { noBody, type Route } from "./route.ts";
import { blockBody, emptyBody, permitBody, removeBody } from "./seed-bodies.ts";
import { give, giveByName, given, look, on, personOf } from "./session-call.ts";
import { participantsOf } from "./views.ts";

/** JSON in a query; undefined where it is left out. */
function parseInput(text: string | null): Result<unknown, ApiError> {
  try {
    return ok(text === null ? undefined : (JSON.parse(text) as unknown));
  } catch {
    return err(malformed("The input is not JSON."));
  }
}

/** Who is here and what they may do; letting in and taking away. */
export const peopleRoutes: readonly Route[] = [
  look("/participants", "List who is in the session, and who waits to be let in", ({ state }) =>
    participantsOf(state),
  ),
  on("DELETE", "/participants/{who}", commands["participant.remove"].title, {
    body: removeBody,
    async work(call, body) {
      const person = personOf(call, call.params["who"] ?? "");
      if (!person.ok) return person;
      return give(call, "participant.remove", {
        participant: person.value,
        rejoin: !body.block_rejoin,
        ...given("reason", body.reason),
      });
    },
  }),
  on("PATCH", "/participants/{who}", commands["participant.permit"].title, {
    body: permitBody,
    async work(call, body) {
      const person = personOf(call, call.params["who"] ?? "");
      return person.ok
        ? giveByName(call, "participant.permit", { ...body, participant: person.value })
        : person;
    },
  }),
  on("POST", "/participants/{who}/approve", commands["join.approve"].title, {
    body: emptyBody,
    async work(call) {
      const person = personOf(call, call.params["who"] ?? "", "waiting");
      return person.ok ? give(call, "join.approve", { participant: person.value }) : person;
    },
  }),
  on("POST", "/participants/{who}/deny", commands["join.deny"].title, {
    body: z.strictObject({ reason: z.string().optional() }),
    async work(call, { reason }) {
      const person = personOf(call, call.params["who"] ?? "", "waiting");
      return person.ok
        ? give(call, "join.deny", { participant: person.value, ...given("reason", reason) })
        : person;
    },
  }),
  on("POST", "/block", commands["participant.block"].title, {
    body: blockBody,
    async work(call, body) {
      const who = body.participant ?? body.username;
      if (who === undefined) return err(malformed("Say participant or username."));
      const person = personOf(call, who);
      if (!person.ok) return person;
      return give(call, "participant.block", { participant: person.value, ...given("reason", body.reason) });
    },
  }),
  on("DELETE", "/block/{who}", commands["participant.unblock"].title, {
    body: emptyBody,
    async work(call) {
      const person = personOf(call, call.params["who"] ?? "");
      return person.ok ? give(call, "participant.unblock", { participant: person.value }) : person;
    },
  }),
  on("GET", "/explain", "Say what somebody may do, and which rule says so", {
    body: noBody,
    query: ["who", "action", "input"],
    async work(call) {
      const person = personOf(call, call.query.get("who") ?? "", "everybody");
      if (!person.ok) return person;
      const { clock, random } = call.host.options;
      const facts = { wallMs: clock.wallMs(), random };
      const action = call.query.get("action") ?? undefined;
      const input = parseInput(call.query.get("input"));
      if (!input.ok) return input;
      const told = explainAction(call.state, person.value, { action, input: input.value }, facts);
      return told === undefined
        ? err(apiError(404, "no-such-action", "There is no such command or capability."))
        : ok({ participant: person.value, explanations: told });
    },
  }),
];
