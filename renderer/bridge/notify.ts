/** The longest the desktop app's door takes: electron/shell/door.ts. */
const longest = { title: 120, body: 400 } as const;

/** A notification of the system's, where the page stands in the desktop app; in a browser nothing. */
export function notifySystem(title: string, body: string): void {
  window.tandemShell?.notify(title.slice(0, longest.title), body.slice(0, longest.body));
}
