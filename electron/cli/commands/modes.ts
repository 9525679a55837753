import { permissionNames } from "../../../shared/events/terms.ts";
import type { ModeName } from "../../../shared/events/mode.ts";
import { exitCodes } from "../exit-codes.ts";
import { type ModeOptions, parseMode, parsePair, parseValue } from "../mode-settings.ts";
import { CliError, type Output, plain } from "../output.ts";
import { withHost } from "../reach-host.ts";
import { giveTo, parseSession, stateOf, whoIs } from "./give.ts";

/** Changes the mode or its settings; a name in `initial_presenter` is looked up. */
export function setMode(
  dataFolder: string,
  given: string,
  name: ModeName,
  options: Omit<ModeOptions, "mode">,
  output: Output,
): Promise<void> {
  const session = parseSession(given);
  const first = options.set?.map(parsePair).find(([key]) => key === "initial_presenter")?.[1];
  return withHost(dataFolder, async (host) => {
    const named =
      first === undefined || first === "owner"
        ? []
        : [`initial_presenter=${whoIs(await stateOf(host, session), first, "people").id}`];
    const rest = options.set?.filter((each) => named.length === 0 || !each.startsWith("initial_presenter="));
    const set = [...(rest ?? []), ...named];
    const mode = parseMode(name, { ...options, ...(set.length === 0 ? {} : { set }) });
    await giveTo(host, session, "mode.set", { mode }, output, { done: `The mode is ${name}.` });
  });
}

/** Changes what somebody may do: `allow_input=yes`, or `input=yes`. */
export function permit(
  dataFolder: string,
  given: string,
  who: string,
  wishes: readonly string[],
  output: Output,
): Promise<void> {
  const session = parseSession(given);
  const permissions: Record<string, unknown> = {};
  for (const wish of wishes) {
    const [key, value] = parsePair(wish);
    const name = permissionNames.find((each) => each === key || each === `allow_${key}`);
    const parsed = parseValue(value);
    if (name === undefined || typeof parsed !== "boolean") {
      throw new CliError(
        exitCodes.usage,
        "bad-permission",
        `${JSON.stringify(wish)} is not a permission with yes or no. There are: ${permissionNames.join(", ")}.`,
      );
    }
    permissions[name] = parsed;
  }
  return withHost(dataFolder, async (host) => {
    const person = whoIs(await stateOf(host, session), who, "people");
    const done = `Changed for ${plain(person.name)}.`;
    await giveTo(host, session, "participant.permit", { participant: person.id, ...permissions }, output, {
      done,
    });
  });
}
