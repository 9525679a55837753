import type { ParticipantId, SessionId } from "../../../shared/base/ids.ts";
import { sessionIdSchema } from "../../../shared/base/ids.ts";
import type { HostClient } from "../../../shared/client/host-client.ts";
import type { PeerCommandName } from "../../../shared/commands/table.ts";
import { sessionStateSchema, type SessionState } from "../../../shared/state/state.ts";
import { type Among, findPerson, type Person } from "../../engine/api/who.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError, type Output, plain } from "../output.ts";
import { ask, withHost } from "../reach-host.ts";
import type { Words } from "../words.ts";

/** A command as somebody gave it: names of people not looked up yet. */
export interface Given {
  readonly name: PeerCommandName;
  readonly session: string;
  readonly input: Readonly<Record<string, string | number | boolean>>;
  /** Fields of the input that name somebody. */
  readonly who: readonly string[];
  readonly done: Words["done"];
  readonly instead: Words["instead"];
}

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
export function whoIs(state: SessionState, who: string, among: Among): Person {
  const found = findPerson(state, who, among);
  if (found.ok) return found.value;
  throw new CliError(exitCodes.failed, found.error.code, found.error.message);
}

/** What is told once it is done: `{who}`, and values of the input and the answer by their names. */
function sentenceOf(done: string, names: readonly string[], value: Record<string, unknown>): string {
  return done.replaceAll(/\{(\w+)\}/g, (_all, key: string) => {
    const told = value[key];
    if (key === "who") return plain(names.join(", "));
    return typeof told === "string" || typeof told === "number" ? plain(String(told)) : "?";
  });
}

/** The answer's value as fields of what is printed. */
function valuesOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

export interface Told extends Partial<Pick<Given, "instead">>, Pick<Given, "done"> {
  readonly names?: readonly string[];
}

/** Gives a session one command as its owner, and prints what became of it. */
export async function giveTo(
  host: HostClient,
  session: SessionId,
  command: string,
  input: unknown,
  output: Output,
  { done, instead, names = [] }: Told,
): Promise<void> {
  const answer = await ask(host, "session.call", { session, command, input });
  const value = valuesOf(answer.value);
  const sentence = instead !== undefined && value[instead[0]] !== undefined ? instead[1] : done;
  output.say(
    { ok: true, seq: answer.seq, ...value },
    sentenceOf(sentence, names, { ...valuesOf(input), ...value }),
  );
}

/** A command by its words; whoever it names is looked up first. */
export function give(dataFolder: string, given: Given, output: Output): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const session = parseSession(given.session);
    const named = given.who.filter((field) => given.input[field] !== undefined);
    const state = named.length === 0 ? undefined : await stateOf(host, session);
    const people: Record<string, ParticipantId> = {};
    const names: string[] = [];
    for (const field of named) {
      if (state === undefined) continue;
      const among = given.name.startsWith("join.") ? "waiting" : "people";
      const person = whoIs(state, String(given.input[field]), among);
      people[field] = person.id;
      names.push(person.name);
    }
    await giveTo(host, session, given.name, { ...given.input, ...people }, output, { ...given, names });
  });
}

export function parseInput(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new CliError(exitCodes.usage, "bad-input", "The input is not JSON.");
  }
}

/** A command by its name in the table, with its input as JSON: for programs, and for what has no words of its own. */
export function giveByName(
  dataFolder: string,
  given: { readonly session: string; readonly name: string; readonly input: string | undefined },
  output: Output,
): Promise<void> {
  const input = given.input === undefined ? {} : parseInput(given.input);
  return withHost(dataFolder, (host) =>
    giveTo(host, parseSession(given.session), given.name, input, output, { done: "Done." }),
  );
}
