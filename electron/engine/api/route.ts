import { z } from "zod";
import { safeParse } from "../../../shared/base/parse.ts";
import { err, type Result } from "../../../shared/base/result.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import type { Host, RunningSession } from "../host.ts";
import { type ApiError, malformed } from "./api-error.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What the local API needs of the host. */
export type ApiHost = Pick<Host, "options" | "find" | "stateOf" | "summaries" | "links" | "start">;

/** One request that found its route, before its body is looked at. */
export interface ApiCall {
  readonly host: ApiHost;
  /** The words of the path that stand for `{id}`, `{who}` and the like, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** A request about one session: its state as it is now; `running` where it is not over yet. */
export interface SessionCall extends ApiCall {
  readonly state: SessionState;
  readonly running: RunningSession | undefined;
}

export type Answer = Result<unknown, ApiError>;

/** One path and method of the local API. */
export interface Route {
  readonly method: Method;
  /** Behind `/api/v1`, with `{name}` for a word that is looked up. */
  readonly path: string;
  readonly title: string;
  /** The body's schema; undefined where there is none. */
  readonly body: z.ZodType | undefined;
  /** Names of what may stand behind the `?`. */
  readonly query: readonly string[];
  readonly done: 200 | 201;
  run(call: ApiCall, body: unknown): Promise<Answer>;
}

interface Row<Body extends z.ZodType> {
  readonly method: Method;
  readonly path: string;
  readonly title: string;
  readonly body: Body;
  readonly query?: readonly string[];
  readonly done?: 200 | 201;
  work(call: ApiCall, body: z.output<Body>): Promise<Answer>;
}

/** Keeps a row's body and its work together; the body is parsed here and nowhere else. */
export function route<Body extends z.ZodType>(row: Row<Body>): Route {
  const { method, path, title, body, query = [], done = 200 } = row;
  return {
    method,
    path,
    title,
    body: method === "GET" ? undefined : body,
    query,
    done,
    async run(call, given) {
      const parsed = safeParse(body, given);
      if (parsed.success) return row.work(call, parsed.data);
      const issue = parsed.error.issues[0];
      const where =
        issue === undefined || issue.path.length === 0 ? "" : `${issue.path.map(String).join(".")}: `;
      return err(malformed(`${where}${issue?.message ?? "not valid"}`.slice(0, 200)));
    },
  };
}

/** The body of a request that has none. */
export const noBody = z.unknown();
