import type { Command } from "commander";
import { expect, test } from "vitest";
import { createProgram } from "../../electron/cli/program.ts";
import { groups } from "../../electron/cli/program/cli.ts";
import { isPeerCommand, commandRows } from "../../shared/commands/table.ts";
import { words } from "../../electron/cli/words.ts";
import { installation } from "../support/tandem.ts";

/** The program with nothing behind its words: what would be run is counted. */
async function program() {
  const heard = { runs: 0, exits: [] as number[] };
  const made = await createProgram({
    run: async () => {
      heard.runs += 1;
    },
    exit(code) {
      heard.exits.push(code);
      throw new Error(`exits with ${code}`);
    },
  });
  return { made, heard };
}

function all(command: Command): readonly Command[] {
  return command.commands.flatMap((each) => [each, ...all(each)]);
}

function nameOf(command: Command): string {
  const { parent } = command;
  const isWithin = parent !== null && parent.parent !== null;
  return isWithin ? `${parent.name()} ${command.name()}` : command.name();
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (more) => (text += more), writeErr: () => {} }).outputHelp();
  return text;
}

/** As a shell cuts it, without what a shell would replace. */
function cut(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? "");
}

test("every word has a help with an example, and each example is one that the word takes", async () => {
  const { made } = await program();
  const commands = all(made);
  expect(commands.length).toBeGreaterThan(60);
  for (const command of commands) {
    const name = nameOf(command);
    const example = /\nExample:\n {2}tandem (.*)\n/.exec(helpOf(command))?.[1];
    expect(`${name}: ${example}`).toMatch(new RegExp(`^${name}: ${name}`));
    const fresh = await program();
    await fresh.made.parseAsync([...cut(example ?? "")], { from: "user" });
    expect([name, fresh.heard]).toEqual([name, { runs: 1, exits: [] }]);
  }
});

test("every command a person may give has its word in the list, under one of its titles", async () => {
  const { made } = await program();
  const help = helpOf(made);
  for (const title of Object.values(groups)) expect(help).toContain(`\n${title}\n`);
  const titles: readonly string[] = Object.values(groups);
  expect(made.commands.filter((each) => !titles.includes(each.helpGroup())).map(nameOf)).toEqual([]);
  const said = new Set(all(made).map(nameOf));
  for (const { name } of commandRows) {
    if (!isPeerCommand(name)) continue;
    const word = words[name];
    if (typeof word === "object") expect(said).toContain(word.say);
  }
});

test("tandem --help lists the words in groups and the exit codes, and asks for nothing to be there", async () => {
  const own = installation();
  const { code, stdout } = await own.run("--help");
  expect(code).toBe(0);
  expect(stdout).toMatch(/Recordings and audit:\n(?: {2}.*\n)*? {2}audit \[options\] <session-or-file>/);
  expect(stdout).toMatch(/Talk and notes:\n(?: {2}.*\n)*? {2}chat \[options\] <session> \[text\]/);
  expect(stdout).toContain("Exit codes:\n  0  done;");
  expect(await own.run("audit", "--help")).toMatchObject({ code: 0, stderr: "" });
  expect((await own.run("audit")).code).toBe(2);
});
