/** Cases between two turns: a terminal of xterm's holds on to some 15 kB until its timers have run. */
const casesATurn = 500;

/**
 * The body of a property with tens of thousands of cases, which lets the process go on now and then: what the things it
 * makes hold on to until a timer has run would pile up to gigabytes in one turn.
 */
export function inTurns<Values extends unknown[]>(
  run: (...values: Values) => void,
): (...values: Values) => Promise<void> {
  let cases = 0;
  return async (...values) => {
    if (++cases % casesATurn === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    run(...values);
  };
}
