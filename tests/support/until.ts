/** Looked at in every turn of the loop at first, later this often. */
const patientMs = 2;

/** Waits until it is so; throws after the time limit. For what no event tells. */
export async function until(what: string, isSo: () => boolean, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs;
  for (let turn = 0; !isSo(); turn++) {
    if (performance.now() > end) throw new Error(`it never came about: ${what}`);
    await new Promise<void>((resolve) => {
      if (turn < 200) setImmediate(resolve);
      else setTimeout(resolve, patientMs);
    });
  }
}
