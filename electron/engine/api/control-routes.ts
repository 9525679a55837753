import type { ParticipantId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { commands } from "../../../shared/commands/table.ts";
import { type ApiError, malformed } from "./api-error.ts";
import type { Route, SessionCall } from "./route.ts";
import { approveBody, denyBody, requestBody, transferBody } from "./seed-bodies.ts";
import { bare, give, given, look, on, personOf } from "./session-call.ts";

/** Whose request is meant: by its number, or by who waits. */
function whose(
  call: SessionCall,
  body: { readonly request_id?: number | undefined; readonly participant?: string | undefined },
): Result<{ readonly request?: number; readonly participant?: ParticipantId }, ApiError> {
  if (body.request_id !== undefined) return ok({ request: body.request_id });
  if (body.participant === undefined) return err(malformed("Say request_id or participant."));
  const person = personOf(call, body.participant);
  return person.ok ? ok({ participant: person.value }) : person;
}

/** Who has control, and everything that moves it. */
export const controlRoutes: readonly Route[] = [
  look("/control", "Tell who has control and who waits for it", ({ state }) => state.control),
  on("POST", "/control/transfer", commands["control.transfer"].title, {
    body: transferBody,
    async work(call, body) {
      const to = personOf(call, body.to_participant);
      if (!to.ok) return to;
      return give(call, "control.transfer", {
        to: to.value,
        ...given("minutes", body.duration_minutes),
        ...given("reason", body.reason),
        autoReturn: body.auto_return,
        practice: body.practice_mode,
      });
    },
  }),
  on("POST", "/control/request", commands["control.request"].title, {
    body: requestBody,
    work: (call, body) =>
      give(call, "control.request", {
        ...given("minutes", body.requested_duration_minutes),
        ...given("reason", body.reason),
      }),
  }),
  on("POST", "/control/approve", commands["control.approve"].title, {
    body: approveBody,
    async work(call, body) {
      const asked = whose(call, body);
      if (!asked.ok) return asked;
      return give(call, "control.approve", {
        ...asked.value,
        ...given("minutes", body.approved_duration_minutes),
        autoReturn: body.auto_return,
        practice: body.practice_mode,
      });
    },
  }),
  on("POST", "/control/deny", commands["control.deny"].title, {
    body: denyBody,
    async work(call, body) {
      const asked = whose(call, body);
      return asked.ok
        ? give(call, "control.deny", { ...asked.value, ...given("reason", body.reason) })
        : asked;
    },
  }),
  bare("POST", "/control/cancel", "control.cancel", {}),
  bare("POST", "/control/accept", "control.accept", {}),
  bare("POST", "/control/decline", "control.decline", {}),
  bare("POST", "/control/withdraw", "control.withdraw", {}),
  bare("POST", "/control/return", "control.return", {}),
  bare("POST", "/control/reclaim", "control.reclaim", {}),
];
