import type { SessionId } from "../../../shared/base/ids.ts";
import { sessionIdSchema } from "../../../shared/base/ids.ts";
import type { HostClient } from "../../../shared/client/host-client.ts";
import { sessionStateSchema, type SessionState } from "../../../shared/state/state.ts";
import { exitCodes } from "../exit-codes.ts";
import { ago, CliError, type Output, plain, table } from "../output.ts";
import { ask, withHost } from "../reach-host.ts";

export function parseSession(text: string): SessionId {
  const parsed = sessionIdSchema.safeParse(text.toUpperCase());
  if (parsed.success) return parsed.data;
  throw new CliError(
    exitCodes.usage,
    "bad-session",
    `${JSON.stringify(text)} is not a session. Ids look like SES-ABCDEFGHIJKLMNOP; see tandem sessions.`,
  );
}

export async function stateOf(host: HostClient, session: SessionId): Promise<SessionState> {
  const state = sessionStateSchema.safeParse(await ask(host, "session.state", { session }));
  if (state.success) return state.data;
  throw new CliError(exitCodes.failed, "malformed", "The host answered something unexpected.");
}

/** WHO: an id, or a name only one person has. */
function findWho<Person extends { readonly name: string }>(
  who: string,
  people: readonly Person[],
  idOf: (person: Person) => string,
): Person {
  const byId = people.find((each) => idOf(each) === who.toUpperCase());
  if (byId !== undefined) return byId;
  const named = people.filter(
    (each) => each.name.toLowerCase() === who.normalize("NFC").trim().toLowerCase(),
  );
  const [only] = named;
  if (named.length === 1 && only !== undefined) return only;
  if (named.length > 1) {
    const ids = named.map(idOf).join(", ");
    throw new CliError(
      exitCodes.failed,
      "ambiguous",
      `Several people are called ${plain(who)}: ${ids}. Use an id.`,
    );
  }
  throw new CliError(exitCodes.failed, "no-such-participant", `Nobody called ${plain(who)} is there.`);
}

async function command(
  host: HostClient,
  session: SessionId,
  name: string,
  input: unknown,
  output: Output,
  done: string,
) {
  const answer = await ask(host, "session.call", { session, command: name, input });
  output.say({ ok: true, seq: answer.seq }, done);
}

export function listParticipants(dataFolder: string, given: string, output: Output): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const state = await stateOf(host, parseSession(given));
    const rows = [["ID", "NAME", "ROLE", "STATE", "MAY", "FROM"]];
    for (const each of Object.values(state.participants)) {
      const may = (["allow_input", "allow_chat"] as const).filter((name) => each.permissions[name]);
      const address = state.private.addresses[each.id]?.address;
      output.say({
        id: each.id,
        name: each.name,
        role: each.role,
        presence: each.presence.name,
        permissions: each.permissions,
        joined: new Date(each.joinedAtMs).toISOString(),
        ...(each.link === undefined ? {} : { link: each.link }),
        ...(address === undefined ? {} : { address }),
      });
      const words = may.map((name) => name.replace("allow_", "")).join(", ");
      rows.push([
        each.id,
        plain(each.name),
        each.role,
        each.presence.name,
        words || "watch",
        address === undefined ? "-" : plain(address),
      ]);
    }
    for (const each of Object.values(state.joinRequests)) {
      output.say({ id: each.participant, name: each.name, presence: "waiting", link: each.link });
      rows.push([each.participant, plain(each.name), "-", "waiting", "-", "-"]);
    }
    if (!output.json) process.stdout.write(`${table(rows)}\n`);
  });
}

export function answerRequest(
  dataFolder: string,
  given: string,
  who: string,
  verb: "join.approve" | "join.deny",
  reason: string | undefined,
  output: Output,
): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const session = parseSession(given);
    const state = await stateOf(host, session);
    const request = findWho(who, Object.values(state.joinRequests), (each) => each.participant);
    const done =
      verb === "join.approve" ? `${plain(request.name)} is in.` : `${plain(request.name)} was turned away.`;
    const input = { participant: request.participant, ...(reason === undefined ? {} : { reason }) };
    await command(host, session, verb, input, output, done);
  });
}

export function kick(
  dataFolder: string,
  given: string,
  who: string,
  reason: string | undefined,
  output: Output,
): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const session = parseSession(given);
    const state = await stateOf(host, session);
    const here = Object.values(state.participants).filter((each) => each.presence.name !== "removed");
    const participant = findWho(who, here, (each) => each.id);
    const input = { participant: participant.id, ...(reason === undefined ? {} : { reason }) };
    await command(
      host,
      session,
      "participant.remove",
      input,
      output,
      `${plain(participant.name)} was removed.`,
    );
  });
}

export function chat(dataFolder: string, given: string, text: string, output: Output): Promise<void> {
  return withHost(dataFolder, (host) =>
    command(host, parseSession(given), "chat.send", { text }, output, "Sent."),
  );
}

export function end(dataFolder: string, given: string, output: Output): Promise<void> {
  return withHost(dataFolder, (host) =>
    command(host, parseSession(given), "session.end", {}, output, "The session has ended."),
  );
}

export function listSessions(dataFolder: string, output: Output): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const sessions = await ask(host, "session.list", {});
    const rows = [["ID", "TITLE", "TARGET", "MODE", "PEOPLE", "WAITING", "RECORDING", "STARTED"]];
    for (const each of sessions) {
      output.say(each);
      rows.push([
        each.id,
        plain(each.title),
        plain(each.target.label),
        each.mode,
        String(each.people),
        String(each.waiting),
        each.recording,
        ago(each.startedAtMs, Date.now()),
      ]);
    }
    if (!output.json)
      process.stdout.write(sessions.length === 0 ? "No session is running.\n" : `${table(rows)}\n`);
  });
}
