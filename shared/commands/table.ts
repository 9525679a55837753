import type { z } from "zod";
import { controlCommands } from "./control.ts";
import { hostCommands } from "./host.ts";
import { inputCommands } from "./input.ts";
import { lineCommands } from "./lines.ts";
import { noteCommands } from "./notes.ts";
import { peopleCommands } from "./people.ts";
import { proposalCommands } from "./proposals.ts";
import { sessionCommands } from "./session.ts";
import { sharingCommands } from "./sharing.ts";
import { talkCommands } from "./talk.ts";

const rows = [
  ...inputCommands,
  ...controlCommands,
  ...lineCommands,
  ...proposalCommands,
  ...talkCommands,
  ...noteCommands,
  ...sharingCommands,
  ...peopleCommands,
  ...sessionCommands,
  ...hostCommands,
] as const;

type Row = (typeof rows)[number];

/** Every command's name, `noun.verb` in the imperative. */
export type CommandName = Row["name"];

export type RowOf<Name extends CommandName> = Extract<Row, { readonly name: Name }>;

/** What a caller hands over; defaults are filled in by the host. */
export type CommandInput<Name extends CommandName> = z.input<RowOf<Name>["input"]>;

/** The names a wire may carry. */
export type PeerCommandName = (
  | typeof inputCommands
  | typeof controlCommands
  | typeof lineCommands
  | typeof proposalCommands
  | typeof talkCommands
  | typeof noteCommands
  | typeof sharingCommands
  | typeof peopleCommands
  | typeof sessionCommands
)[number]["name"];

export type HostCommandName = (typeof hostCommands)[number]["name"];

/** One table feeds the interface, the command line, the local API, the wire and the help texts. */
export const commands: { readonly [Name in CommandName]: RowOf<Name> } = Object.fromEntries(
  rows.map((row) => [row.name, row]),
) as { readonly [Name in CommandName]: RowOf<Name> };

const peerNames: ReadonlySet<string> = new Set(
  rows.filter((row) => row.origin === "peer").map((row) => row.name),
);

/** Whether a name that came from a wire is a command that may come from one. */
export function isPeerCommand(name: string): name is PeerCommandName {
  return peerNames.has(name);
}

export const commandRows: readonly Row[] = rows;
