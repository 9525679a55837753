import { z } from "zod";
import type { Route } from "./route.ts";

const errorSchema = {
  type: "object",
  required: ["error", "message", "code"],
  properties: {
    error: { type: "string", description: "The status in words: BadRequest, Forbidden, …" },
    message: { type: "string", description: "What happened and why, for people." },
    code: { type: "string", description: "The refusal itself: NOT_CONTROLLER, NO_SUCH_SESSION, …" },
  },
} as const;

function operationOf(route: Route) {
  const words = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const body =
    route.body === undefined
      ? undefined
      : z.toJSONSchema(route.body, { io: "input", unrepresentable: "any", target: "draft-2020-12" });
  if (body !== undefined) delete body.$schema;
  return {
    summary: route.title,
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_all, letter: string) => letter.toUpperCase())}`,
    parameters: [
      ...words.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
      ...route.query.map((name) => ({ name, in: "query", schema: { type: "string" } })),
    ],
    ...(body === undefined ? {} : { requestBody: { content: { "application/json": { schema: body } } } }),
    responses: {
      [route.done]: {
        description: "Done. A command's answer has the seq of the log up to which it shows.",
        content: { "application/json": { schema: { type: "object" } } },
      },
      default: {
        description: "Refused or failed.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
}

/** The OpenAPI 3.1 document of these routes, made from their own schemas. */
export function describeApi(
  routes: readonly Route[],
  prefix: string,
  version: string,
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = `${prefix}${route.path}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tandem: the host's local API",
      version,
      description:
        "What the owner of a session does, for programs of the owner's on the same machine: over the socket of the data folder, or on 127.0.0.1 with the token.",
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Error: errorSchema },
    },
  };
}
