import { Option } from "commander";
import { commandRows, commands, isPeerCommand, type PeerCommandName } from "../../shared/commands/table.ts";
import type { Given } from "./commands/give.ts";
import { type Field, fieldsOf, kebab, parseField } from "./fields.ts";
import { type Cli, exampleSession } from "./program/cli.ts";
import { groupOf, optionHelp, type Words, words } from "./words.ts";

function optionOf(field: Field): Option {
  const flag = `--${kebab(field.name)}`;
  const help = optionHelp[field.name] ?? kebab(field.name).replaceAll("-", " ");
  if (field.kind === "boolean")
    return new Option(field.preset === true ? flag.replace("--", "--no-") : flag, help);
  const value =
    field.kind === "number" ? "n" : field.kind === "text" ? "text" : field.kind === "who" ? "who" : "which";
  const option = new Option(`${flag} <${value}>`, help);
  if (field.kind === "choice") option.choices(field.choices);
  return option;
}

function argumentOf(field: Field): string {
  const optional = !field.required || field.preset !== undefined;
  const name = field.kind === "who" ? "who" : kebab(field.name);
  return optional ? `[${name}]` : `<${name}>`;
}

function inputOf(
  fields: readonly Field[],
  args: readonly Field[],
  said: readonly (string | undefined)[],
  options: Readonly<Record<string, unknown>>,
): Given["input"] {
  const input: Record<string, string | number | boolean> = {};
  args.forEach((field, i) => {
    const text = said[i];
    if (text !== undefined) input[field.name] = parseField(field, text);
  });
  for (const field of fields) {
    const value = options[field.name];
    if (args.includes(field) || value === undefined) continue;
    if (typeof value === "boolean") {
      if (value !== field.preset) input[field.name] = value;
    } else if (typeof value === "string") input[field.name] = parseField(field, value);
  }
  return input;
}

function register({ add, run }: Cli, name: PeerCommandName, said: Words): void {
  const { title, input } = commands[name];
  const fields = fieldsOf(input);
  const args = (said.args ?? []).flatMap((each) => fields.find((field) => field.name === each) ?? []);
  const command = add({
    say: said.say,
    group: groupOf(name),
    description: `${title.slice(0, 1).toLowerCase()}${title.slice(1)}`,
    example: `${exampleSession} ${said.example}`.trim(),
  });
  command.argument("<session>");
  for (const field of args) command.argument(argumentOf(field), helpOf(field));
  for (const field of fields) if (!args.includes(field)) command.addOption(optionOf(field));
  command.action(async (session: string, ...rest: unknown[]) => {
    // commander hands over the words, then the options, then the command itself.
    const options = command.optsWithGlobals<Record<string, unknown>>();
    const spoken = rest.slice(0, args.length).map((each) => (typeof each === "string" ? each : undefined));
    const { give } = await import("./commands/give.ts");
    await run(options, (folder, output) => {
      const given = {
        name,
        session,
        input: inputOf(fields, args, spoken, options),
        who: fields.filter((field) => field.kind === "who").map((field) => field.name),
        done: said.done,
        instead: said.instead,
      };
      return give(folder, given, output);
    });
  });
}

function helpOf(field: Field): string {
  if (field.kind === "who") return "an id or an unambiguous name";
  if (field.kind === "boolean") return "on or off";
  return field.choices.length > 0 ? field.choices.join(", ") : "";
}

/** The words of every command that has some, with help, options and checks from its row in the table. */
export function registerSessionWords(cli: Cli): void {
  for (const { name } of commandRows) {
    if (!isPeerCommand(name)) continue;
    const said: Words | "own" | "program" = words[name];
    if (typeof said !== "string") register(cli, name, said);
  }
}
