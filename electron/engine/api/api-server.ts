import { rename, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { equalBytes, toBase64url, utf8 } from "../../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { apiError } from "./api-error.ts";
import { comesFromPage, failed, foreignOrigin, reply, serveApiRequest } from "./http-api.ts";
import { answersOut, requestTimeoutMs } from "./local-server.ts";
import type { ApiHost } from "./route.ts";

/** Programs of one owner on one machine: more lines than this are a mistake or an attack. */
const maxLines = 64;

export interface ApiServer {
  /** `http://127.0.0.1:PORT/api/v1` */
  readonly url: string;
  /** Holds the token, for its user alone; gone with this server. */
  readonly tokenFile: string;
  close(): Promise<void>;
}

export interface ApiServerOptions {
  readonly host: ApiHost;
  /** 0: any free one. */
  readonly port: number;
}

const foreignHost = failed(apiError(403, "foreign-host", "This API is at 127.0.0.1 and at no other name."), {
  last: true,
});
const noToken = failed(
  apiError(
    401,
    "no-token",
    "Send Authorization: Bearer and the token from the file api.token of the data folder.",
  ),
  { headers: { "www-authenticate": "Bearer" }, last: true },
);

function bearerOf({ headersDistinct }: IncomingMessage): string | undefined {
  const [given, ...more] = headersDistinct["authorization"] ?? [];
  return more.length > 0 ? undefined : /^Bearer ([A-Za-z0-9_-]{1,128})$/i.exec(given ?? "")?.[1];
}

/**
 * The local API on 127.0.0.1, for programs that cannot open a socket in a folder. Every user of the machine can reach
 * the port, and every page of a browser can try to: so each request shows a token that only the owner can read, made
 * anew each time, and comes under this very address.
 */
export async function serveApi({ host, port }: ApiServerOptions): Promise<Result<ApiServer, string>> {
  const { crypto, random, clock, dataFolder } = host.options;
  const token = toBase64url(random.bytes(32));
  const expected = crypto.sha256(utf8(token));
  const tokenFile = join(dataFolder, "api.token");
  const answering = new Set<Promise<void>>();
  let authority = "";

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const hosts = request.headersDistinct["host"] ?? [];
    if (hosts.length !== 1 || hosts[0] !== authority) return reply(response, foreignHost);
    if (comesFromPage(request)) return reply(response, foreignOrigin);
    const given = bearerOf(request);
    // Hashes are compared, in constant time: how long it takes says nothing of the token.
    if (given === undefined || !equalBytes(crypto.sha256(utf8(given)), expected))
      return reply(response, noToken);
    await serveApiRequest(host, request, response);
  };
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    const answered = serve(request, response);
    answering.add(answered);
    void answered.finally(() => answering.delete(answered));
  });
  server.maxConnections = maxLines;
  server.on("clientError", (_error, socket) => socket.destroy());

  const listening = await new Promise<Result<number, string>>((resolve) => {
    server.once("error", (cause: NodeJS.ErrnoException) => resolve(err(cause.code ?? "unknown")));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(ok(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
  if (!listening.ok)
    return err(`The local API cannot listen on port ${port} (${listening.error}). Choose another.`);
  authority = `127.0.0.1:${listening.value}`;
  const close = async () => {
    await rm(tokenFile, { force: true }).catch(() => {});
    await answersOut(answering, clock);
    server.close();
    server.closeAllConnections();
  };
  try {
    // Put in place as a whole: nobody reads half a token, and what stood there before, a link even, is replaced.
    const fresh = `${tokenFile}.${toBase64url(random.bytes(6))}`;
    await writeFile(fresh, `${token}\n`, { mode: 0o600, flag: "wx" });
    await rename(fresh, tokenFile);
  } catch {
    await close();
    return err(`The token of the local API cannot be written to ${tokenFile}.`);
  }
  return ok({ url: `http://${authority}/api/v1`, tokenFile, close });
}
