type StandardOutput = typeof process.stdout | typeof process.stderr;

/**
 * Whether writing to a terminal stops this process until the terminal has taken it: Node begins so, and has no public
 * way to change it. Pipes and files stay as they are.
 */
export function setBlocking(stream: StandardOutput, blocking: boolean): void {
  const handle: unknown = Reflect.get(stream, "_handle");
  if (!stream.isTTY || typeof handle !== "object" || handle === null) return;
  // Node opens a terminal anew. Where it may not (after `su`), other processes write by the same one, and it stays as it is.
  if (Reflect.get(handle, "fd") === stream.fd) return;
  const set: unknown = Reflect.get(handle, "setBlocking");
  if (typeof set === "function") Reflect.apply(set, handle, [blocking]);
}
