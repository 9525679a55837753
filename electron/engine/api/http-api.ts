import type { IncomingMessage, ServerResponse } from "node:http";
import { fromStrictUtf8 } from "../../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { type ApiError, apiError, malformed, statusWords } from "./api-error.ts";
import { describeApi } from "./openapi.ts";
import { type ApiHost, noBody, type Route, route } from "./route.ts";
import { sessionRoutes } from "./session-routes.ts";

export const apiPrefix = "/api/v1";

/** The longest input is a paste of 60,000 characters, up to six bytes each in JSON. */
const maxBodyBytes = 524_288;
/** What is too large is read on to its end, so that its sender hears why; past this the line is cut. */
const maxDrainedBytes = 16_777_216;

const described = new Map<string, Record<string, unknown>>();

const routes: readonly Route[] = [
  ...sessionRoutes,
  route({
    method: "GET",
    path: "/openapi.json",
    title: "This description",
    body: noBody,
    async work({ host: { options } }) {
      const made = described.get(options.version) ?? describeApi(routes, apiPrefix, options.version);
      described.set(options.version, made);
      return ok(made);
    },
  }),
];

interface Entry {
  readonly words: readonly string[];
  readonly route: Route;
}
const entries: readonly Entry[] = routes.map((each) => ({
  words: each.path.split("/").slice(1),
  route: each,
}));

/** The words of a path as they were meant; undefined where it is none of ours or not encoded as it should be. */
function wordsOf(path: string): readonly string[] | undefined {
  if (!path.startsWith(`${apiPrefix}/`)) return undefined;
  try {
    return path
      .slice(apiPrefix.length + 1)
      .split("/")
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function match({ words }: Entry, given: readonly string[]): Record<string, string> | undefined {
  if (words.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, word] of words.entries()) {
    const value = given[i] ?? "";
    if (word.startsWith("{")) params[word.slice(1, -1)] = value;
    else if (word !== value) return undefined;
  }
  return params;
}

type BodyError = "too-large" | "gone";

/** Reads a body to its end, keeping no more of it than the limit. */
function readBody(request: IncomingMessage): Promise<Result<Uint8Array, BodyError>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let read = 0;
    request.on("data", (chunk: Buffer) => {
      read += chunk.length;
      if (read <= maxBodyBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (read > maxDrainedBytes) request.destroy();
    });
    request.on("end", () =>
      resolve(read > maxBodyBytes ? err("too-large") : ok(new Uint8Array(Buffer.concat(chunks)))),
    );
    request.on("error", () => resolve(err("gone")));
    request.on("close", () => resolve(err("gone")));
  });
}

const jsonType = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

async function bodyOf(request: IncomingMessage): Promise<Result<unknown, ApiError | "gone">> {
  const { headers } = request;
  const length = Number(headers["content-length"] ?? 0);
  if (headers["transfer-encoding"] === undefined && length === 0) return ok({});
  if (length > maxDrainedBytes) return err(tooLarge);
  const type = headers["content-type"] ?? "";
  const bytes = await readBody(request);
  if (!bytes.ok) return err(bytes.error === "gone" ? "gone" : tooLarge);
  if (bytes.value.length === 0) return ok({});
  if (!jsonType.test(type) || headers["content-encoding"] !== undefined) {
    return err(apiError(415, "not-json", "Send the body as application/json, in UTF-8, uncompressed."));
  }
  try {
    const value: unknown = JSON.parse(fromStrictUtf8(bytes.value) ?? "");
    return ok(value);
  } catch {
    return err(malformed("The body is not JSON."));
  }
}

const tooLarge = apiError(413, "body-too-large", `A body has at most ${maxBodyBytes} bytes.`);

export interface ApiReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The line is closed after it: what else is on it is not to be read as a request. */
  readonly last?: boolean;
}

export function reply(response: ServerResponse, { status, body, headers, last }: ApiReply): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": bytes.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(last === true ? { connection: "close" } : {}),
    ...headers,
  });
  response.end(bytes);
}

export function failed({ status, code, message }: ApiError, more: Partial<ApiReply> = {}): ApiReply {
  return { status, body: { error: statusWords[status], message, code }, ...more };
}

/** Answers one request that was found to be the owner's own. Nothing a request says makes it throw. */
async function answer(host: ApiHost, request: IncomingMessage): Promise<ApiReply | "gone"> {
  const [path = "", search = ""] = (request.url ?? "").split("?", 2);
  const words = wordsOf(path);
  const found =
    words === undefined
      ? []
      : entries.flatMap((entry) => {
          const params = match(entry, words);
          return params === undefined ? [] : [{ route: entry.route, params }];
        });
  const body = await bodyOf(request);
  if (!body.ok)
    return body.error === "gone" ? "gone" : failed(body.error, { last: body.error.status === 413 });
  if (found.length === 0)
    return failed(
      apiError(404, "not-found", `There is nothing under this path; see ${apiPrefix}/openapi.json.`),
    );
  const chosen = found.find((each) => each.route.method === request.method);
  if (chosen === undefined) {
    const allow = found.map((each) => each.route.method).join(", ");
    return failed(apiError(405, "method-not-allowed", `This path takes ${allow}.`), { headers: { allow } });
  }
  const result = await chosen.route.run(
    { host, params: chosen.params, query: new URLSearchParams(search) },
    body.value,
  );
  return result.ok ? { status: chosen.route.done, body: result.value } : failed(result.error);
}

/** A page of a browser is never the owner's program: browsers say so with an Origin, or with what fetched it. */
export function comesFromPage(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined || request.headers["sec-fetch-site"] !== undefined;
}

export const foreignOrigin = failed(
  apiError(
    403,
    "foreign-origin",
    "Pages of a browser do not use this API. The interface has a door of its own.",
  ),
  { last: true },
);

/** Serves the local API to whoever came through a door that lets only the owner in. */
export async function serveApiRequest(
  host: ApiHost,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.on("error", () => {});
  response.on("error", () => {});
  try {
    const told = comesFromPage(request) ? foreignOrigin : await answer(host, request);
    if (told !== "gone") reply(response, told);
  } catch (cause) {
    host.options.logger.error("a request of the local API failed", { reason: String(cause) });
    reply(
      response,
      failed(apiError(500, "internal-error", "Something failed on the host; its log says what."), {
        last: true,
      }),
    );
  }
}
