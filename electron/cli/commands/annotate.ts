import type { CommandInput } from "../../../shared/commands/table.ts";
import { annotationColourSchema, annotationShapeSchema } from "../../../shared/events/notes.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError, type Output } from "../output.ts";
import { withHost } from "../reach-host.ts";
import { giveTo, parseSession, stateOf } from "./give.ts";

export interface AnnotateOptions {
  /** `x,y` in cells of the screen as it is now, 0,0 at its top left. */
  readonly at: readonly string[];
  /** `800x600`: the points are pixels of a picture of the screen that large. */
  readonly pixels?: string;
  readonly colour?: string;
  readonly label?: string;
  readonly seconds?: string;
}

type Input = CommandInput<"annotation.add">;

function wrong(message: string): CliError {
  return new CliError(exitCodes.usage, "bad-place", message);
}

function numbers(text: string, by: string): readonly [number, number] {
  const [x, y, ...rest] = text
    .split(by)
    .map((each) => (/^\d{1,5}(?:\.\d{1,3})?$/.test(each) ? Number(each) : undefined));
  if (x === undefined || y === undefined || rest.length > 0) {
    throw wrong(`${JSON.stringify(text)} is not a place or a size. Write two numbers, such as 10${by}4.`);
  }
  return [x, y];
}

function secondsOf(text: string | undefined): Pick<Input, "seconds"> {
  if (text === undefined) return {};
  if (/^(?:never|forever)$/i.test(text)) return { seconds: null };
  if (/^\d{1,6}$/.test(text)) return { seconds: Number(text) };
  throw wrong(`${JSON.stringify(text)} is not a number of seconds, or forever.`);
}

/** Draws over the screen: box and circle between two corners, an arrow from one place to another, text at one. */
export function annotate(
  dataFolder: string,
  given: string,
  shapeText: string,
  options: AnnotateOptions,
  output: Output,
): Promise<void> {
  const session = parseSession(given);
  const shape = annotationShapeSchema.safeParse(shapeText);
  if (!shape.success)
    throw wrong(
      `There is no shape ${JSON.stringify(shapeText)}: ${annotationShapeSchema.options.join(", ")}.`,
    );
  const colour = annotationColourSchema.optional().safeParse(options.colour);
  if (!colour.success)
    throw wrong(
      `There is no colour ${JSON.stringify(options.colour)}: ${annotationColourSchema.options.join(", ")}.`,
    );
  const points = options.at.map((each) => numbers(each, ",")).map(([x, y]) => ({ x, y }));
  const least =
    shape.data === "box" || shape.data === "circle" || shape.data === "arrow" || shape.data === "freehand"
      ? 2
      : 1;
  if (points.length < least) throw wrong(`A ${shape.data} needs ${least} places: --at x,y as often as that.`);
  const size = options.pixels === undefined ? undefined : numbers(options.pixels, "x");
  const seconds = secondsOf(options.seconds);
  return withHost(dataFolder, async (host) => {
    // A picture of the screen that is as large as it has cells: one pixel, one cell.
    const screen =
      size === undefined ? (await stateOf(host, session)).size : { cols: size[0], rows: size[1] };
    const input: Input = {
      shape: shape.data,
      ...(colour.data === undefined ? {} : { colour: colour.data }),
      ...(options.label === undefined ? {} : { label: options.label }),
      ...seconds,
      where: { unit: "pixels", width: screen.cols, height: screen.rows, points },
    };
    await giveTo(host, session, "annotation.add", input, output, {
      done: "Annotation {annotation} is drawn.",
    });
  });
}
