/** Enough for a packet to leave a busy machine and reach another before the connection's end does; a page that is closed may take a second. */
const goodbyeMs = 100;

/**
 * For a page that is being closed: what it just sent is on its way once the browser's other threads have had it, which
 * end with this one. There is no other way to wait here.
 */
export function letGoodbyeOut(): void {
  const until = performance.now() + goodbyeMs;
  while (performance.now() < until);
}
