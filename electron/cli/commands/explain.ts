import { explainAction } from "../../engine/api/explain-command.ts";
import { systemClock, systemRandom } from "../../engine/ports.ts";
import { commands, isPeerCommand } from "../../../shared/commands/table.ts";
import { capabilityNames } from "../../../shared/policy/explain.ts";
import type { SessionState } from "../../../shared/state/state.ts";
import { exitCodes } from "../exit-codes.ts";
import { fieldsOf } from "../fields.ts";
import { CliError, type Output, plain, table } from "../output.ts";
import { withHost } from "../reach-host.ts";
import { parseInput, parseSession, stateOf, whoIs } from "./give.ts";

/** Whoever the input of a command names may be named as people name them. */
function withIds(state: SessionState, action: string | undefined, input: unknown): unknown {
  if (action === undefined || !isPeerCommand(action)) return input;
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  const named = fieldsOf(commands[action].input).filter(({ kind }) => kind === "who");
  const fields = Object.entries(input).map(([field, value]: [string, unknown]) => {
    const isName = typeof value === "string" && named.some(({ name }) => name === field);
    return [field, isName ? whoIs(state, value, "everybody").id : value] as const;
  });
  return Object.fromEntries(fields);
}

/** What somebody may do, and which rule says so. */
export function explain(
  dataFolder: string,
  given: string,
  who: string,
  asked: { readonly action: string | undefined; readonly input: string | undefined },
  output: Output,
): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const state = await stateOf(host, parseSession(given));
    const person = whoIs(state, who, "everybody");
    const facts = { wallMs: systemClock.wallMs(), random: systemRandom };
    const { action } = asked;
    const input = asked.input === undefined ? undefined : withIds(state, action, parseInput(asked.input));
    const told = explainAction(state, person.id, { action, input }, facts);
    if (told === undefined) {
      throw new CliError(
        exitCodes.usage,
        "no-such-action",
        `There is no action ${JSON.stringify(action)}. It is a command, such as control.request, or one of: ${capabilityNames.join(", ")}.`,
      );
    }
    const rows = told.map((each) => {
      output.say({ participant: person.id, name: person.name, ...each });
      const refused = "refusal" in each && each.refusal !== undefined ? each.refusal : undefined;
      const may =
        each.decision === "allow"
          ? refused === undefined
            ? "may"
            : "not now"
          : each.decision === "ask"
            ? "asks"
            : "may not";
      const what = "title" in each ? `${each.title} (${each.command})` : each.what;
      return [may, what, refused?.code ?? each.rule, refused?.message ?? each.message];
    });
    if (output.json) return;
    output.print(`${plain(person.name)} (${person.id})\n${table(rows)}\n`);
  });
}
