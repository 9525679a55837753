import type { z } from "zod";
import { safeParse } from "../../shared/base/parse.ts";
import { equalBytes, fromBase64url, toBase64url } from "../../shared/base/bytes.ts";
import type { Clock, Crypto, Random } from "../../shared/base/ports.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { ownerChannel } from "../../shared/channel/adapters/owner-channel.ts";
import { webSocketOpened } from "../../shared/channel/adapters/web-socket.ts";
import type { Channel } from "../../shared/channel/channel.ts";
import { type CloseReason, closeReasons } from "../../shared/channel/close-reason.ts";
import type { Closing } from "../../shared/client/status.ts";
import {
  launchOutputSchema,
  localChallengeSchema,
  localPageMac,
  localReadySchema,
  localServerMac,
} from "../../shared/wire/local-server.ts";

/** Both ends are on one machine. */
const proofTimeoutMs = 5_000;

export interface LocalServerPorts {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly random: Random;
}

const gone: Closing = {
  reason: "server-unreachable",
  message: "Tandem does not answer on this machine. It may have been closed; start it again.",
};

function closing(reason: CloseReason): Closing {
  return { reason, message: closeReasons[reason] };
}

/** Swaps the launch address's one-time code for this page's token, 32 bytes; undefined when it is not (or no longer) good. */
export async function redeemLaunchCode(code: string): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch("/launch", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code }),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
    });
    if (!response.ok) return undefined;
    const output = safeParse(launchOutputSchema, await response.json());
    return output.success ? fromBase64url(output.data.token) : undefined;
  } catch {
    return undefined;
  }
}

/** The next text frame of this shape; anything else, or nothing in time, is undefined. */
function nextText<Schema extends z.ZodType>(
  socket: WebSocket,
  schema: Schema,
  clock: Clock,
): Promise<z.output<Schema> | undefined> {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const finish = (value: z.output<Schema> | undefined) => {
      timer.dispose();
      stop.abort();
      resolve(value);
    };
    const timer = clock.schedule(proofTimeoutMs, () => finish(undefined));
    socket.addEventListener(
      "message",
      (event: MessageEvent<unknown>) => {
        if (typeof event.data !== "string") return finish(undefined);
        try {
          const parsed = safeParse(schema, JSON.parse(event.data));
          finish(parsed.success ? parsed.data : undefined);
        } catch {
          finish(undefined);
        }
      },
      { signal: stop.signal },
    );
    socket.addEventListener("close", () => finish(undefined), { signal: stop.signal });
  });
}

/** A channel to the host on this machine (`/local/<path>`), once each side has proven to the other that it holds the token. */
export async function openLocalChannel(
  token: Uint8Array,
  path: string,
  { clock, crypto, random }: LocalServerPorts,
): Promise<Result<Channel, Closing>> {
  const socket = new WebSocket(`ws://${location.host}/local/${path}`);
  socket.binaryType = "arraybuffer";
  const fail = (why: Closing) => {
    socket.close();
    return err(why);
  };
  if (!(await webSocketOpened(socket))) return fail(gone);

  const page = random.bytes(32);
  const challenged = nextText(socket, localChallengeSchema, clock);
  socket.send(JSON.stringify({ type: "hello", nonce: toBase64url(page) }));
  const challenge = await challenged;
  const server = fromBase64url(challenge?.nonce ?? "");
  const mac = fromBase64url(challenge?.mac ?? "");
  if (server === undefined || mac === undefined || challenge === undefined)
    return fail(closing("handshake-timeout"));
  const nonces = { page, server };
  if (!equalBytes(mac, localServerMac(crypto, token, nonces))) return fail(closing("authentication-failed"));

  const ready = nextText(socket, localReadySchema, clock);
  socket.send(JSON.stringify({ type: "proof", mac: toBase64url(localPageMac(crypto, token, nonces)) }));
  if ((await ready) === undefined) return fail(closing("authentication-failed"));
  return ok(ownerChannel(socket, path, clock));
}
