import { createInterface } from "node:readline";
import { userInfo } from "node:os";
import { parseLinkUrl } from "../../../shared/channel/link-secret.ts";
import { createSessionClient, type SessionClient } from "../../../shared/client/session-client.ts";
import { patientReconnect } from "../../../shared/client/reconnect.ts";
import { type Closing, lostAtTheDoor } from "../../../shared/client/status.ts";
import { displayNameSchema } from "../../../shared/events/terms.ts";
import type { Greeting } from "../../../shared/wire/messages.ts";
import { systemClock } from "../../engine/ports.ts";
import { exitCodes, joinExitCodes } from "../exit-codes.ts";
import { createTerminalGuest } from "../guest.ts";
import { joinAsJson } from "../join-json.ts";
import { joinRaw } from "../join-raw.ts";
import { CliError, type Output, plain } from "../output.ts";
import { toldToEnd } from "../signals.ts";

export interface JoinOptions {
  readonly name?: string;
  readonly raw?: boolean;
  readonly relay?: boolean;
  readonly yes?: boolean;
}

/** A link is a line: what is longer is not one. */
const maxLinkLength = 4_096;

/** The first line of standard input; what follows it stays there for the session. */
function readFirstLine(): Promise<string> {
  const { stdin } = process;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const finish = () => {
      stdin.off("data", take).off("end", finish);
      stdin.pause();
      const read = Buffer.concat(chunks);
      const end = read.indexOf("\n");
      if (end >= 0 && end + 1 < read.length) stdin.unshift(read.subarray(end + 1));
      resolve(read.toString("utf8", 0, end < 0 ? read.length : end));
    };
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      if (chunk.includes("\n") || Buffer.concat(chunks).length > maxLinkLength) finish();
    };
    stdin.on("data", take).on("end", finish);
  });
}

function describe(greeting: Greeting): string {
  const may =
    greeting.grant === "interact" ? "You may type where the mode allows it." : "You will watch only.";
  const recorded = greeting.recorded ? "This session is recorded." : "This session is not recorded.";
  return `${plain(greeting.title)}, shared by ${plain(greeting.owner)}. ${may} ${recorded}`;
}

/** Asks whether being recorded is all right; programs and pipes accept by joining, and are told. */
async function accept(greeting: Greeting, options: JoinOptions, output: Output): Promise<boolean> {
  output.note(describe(greeting));
  const asks = greeting.recorded && !options.yes && !options.raw && !output.json && process.stdin.isTTY;
  if (!asks) return true;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string | undefined>((resolve) => {
    prompt.question("Join, and be recorded? [Y/n] ", resolve);
    prompt.once("close", () => resolve(undefined));
  });
  prompt.close();
  if (answer !== undefined) return !/^n/i.test(answer.trim());
  // Ctrl-C, Ctrl-D, or the end of the input: whatever is printed next begins a line.
  output.note("");
  return false;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "guest";
  }
}

/** Joins a session by a link, in this terminal or for a program; resolves with the exit code. */
export async function join(given: string, options: JoinOptions, output: Output): Promise<number> {
  const link = parseLinkUrl(given === "-" ? await readFirstLine() : given);
  if (!link.ok) throw new CliError(exitCodes.usage, link.error.code, link.error.message);
  const name = displayNameSchema.safeParse(options.name ?? userName());
  if (!name.success)
    throw new CliError(exitCodes.usage, "bad-name", "A name has 1 to 60 printable characters.");
  const guest = createTerminalGuest(link.value, { relayOnly: options.relay === true });

  const looked = await guest.look();
  if (!looked.ok) {
    const { reason, message } = looked.error;
    throw new CliError(joinExitCodes[reason], reason, reason === "lost" ? lostAtTheDoor : message);
  }
  if (!(await accept(looked.value.greeting, options, output))) return exitCodes.done;

  const show = await chooseShow(options, output);
  const client = createSessionClient({
    clock: systemClock,
    reconnect: patientReconnect,
    dial: (resume) => guest.join({ name: name.data, acceptedRecording: true, resume }),
  });
  const restore = show(client);
  const leave = () => void client.leave();
  void toldToEnd().then(leave);
  // Nobody looks on any more.
  process.stdout.on("error", leave);

  const closing = await new Promise<Closing>((resolve) => {
    const check = () => client.status.name === "over" && resolve(client.status.closing);
    client.onStatus(check);
    check();
  });
  await restore();
  client.dispose();
  if (!output.json) output.note(closing.message);
  return joinExitCodes[closing.reason];
}

/** Shows a session until it is over; what it returns gives back what it took. */
type Show = (client: SessionClient) => () => Promise<void>;

/** Chosen before there is a session to miss anything of. Terminals alone need a terminal of ours, which is slow to load. */
async function chooseShow(options: JoinOptions, output: Output): Promise<Show> {
  if (!output.json && options.raw !== true && process.stdout.isTTY) {
    const { joinInTerminal } = await import("../join-terminal.ts");
    return joinInTerminal;
  }
  return (client) => {
    if (output.json) joinAsJson(client);
    else joinRaw(client, output.note);
    return () => Promise.resolve();
  };
}
