import type { z } from "zod";
import { type ParticipantId, sessionIdSchema } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { refusal } from "../../../shared/commands/refusals.ts";
import { type CommandInput, commands, type PeerCommandName } from "../../../shared/commands/table.ts";
import { type ApiError, apiError, fromRefusal } from "./api-error.ts";
import {
  type Answer,
  type ApiCall,
  type Method,
  noBody,
  type Route,
  route,
  type SessionCall,
} from "./route.ts";
import { emptyBody } from "./seed-bodies.ts";
import { type Among, findPerson } from "./who.ts";

function sessionOf(call: ApiCall): Result<SessionCall, ApiError> {
  const given = call.params["id"] ?? "";
  const id = sessionIdSchema.safeParse(given);
  const state = id.success ? call.host.stateOf(id.data) : undefined;
  if (!id.success || state === undefined) {
    return err(
      apiError(404, "no-such-session", "There is no such session here. It may have ended long ago."),
    );
  }
  return ok({ ...call, state, running: call.host.find(id.data) });
}

/** Who is meant by a word of the path or the body. */
export function personOf(
  call: SessionCall,
  who: string,
  among: Among = "people",
): Result<ParticipantId, ApiError> {
  const found = findPerson(call.state, who, among);
  if (found.ok) return ok(found.value.id);
  const { code, message } = found.error;
  return err(apiError(code === "ambiguous" ? 409 : 404, code, message));
}

/** Gives the session one command as its owner. */
export async function give<Name extends PeerCommandName>(
  call: SessionCall,
  name: Name,
  input: CommandInput<Name>,
): Promise<Answer> {
  return giveByName(call, name, input);
}

/** The same by a name and an input that the host checks. */
export async function giveByName(call: SessionCall, name: string, input: unknown): Promise<Answer> {
  if (call.running === undefined) return err(fromRefusal(refusal("session-ended")));
  const result = await call.running.session.callAsOwner(name, input);
  if (!result.ok) return err(fromRefusal(result));
  return ok({ seq: result.seq, ...(typeof result.value === "object" ? result.value : {}) });
}

interface Row<Body extends z.ZodType> {
  readonly title?: string;
  readonly body: Body;
  readonly query?: readonly string[];
  readonly done?: 200 | 201;
  work(call: SessionCall, body: z.output<Body>): Promise<Answer>;
}

/** A path behind `/sessions/{id}`. */
export function on<Body extends z.ZodType>(
  method: Method,
  path: string,
  title: string,
  row: Row<Body>,
): Route {
  return route({
    ...row,
    method,
    path: `/sessions/{id}${path}`,
    title,
    async work(call, body) {
      const session = sessionOf(call);
      return session.ok ? row.work(session.value, body) : session;
    },
  });
}

/** A path that only tells. */
export function look(path: string, title: string, work: (call: SessionCall) => unknown): Route {
  return on("GET", path, title, { body: noBody, work: async (call) => ok(work(call)) });
}

/** A command that needs no word more. */
export function bare<Name extends PeerCommandName>(
  method: Method,
  path: string,
  name: Name,
  input: CommandInput<Name>,
): Route {
  return on(method, path, commands[name].title, { body: emptyBody, work: (call) => give(call, name, input) });
}

/** A field where there is a value, nothing where there is none. */
export function given<Value>(name: string, value: Value | undefined): Record<string, Value> {
  return value === undefined ? {} : { [name]: value };
}
