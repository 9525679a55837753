import { userInfo } from "node:os";

export type Environment = Readonly<Record<string, string>>;

/** Ours, the terminal this process happens to run in, and the noise of what started it. */
const dropped =
  /^(TANDEM_.*|npm_.*|ELECTRON_.*|INIT_CWD|NODE_CHANNEL_.*|TMUX|TMUX_PANE|STY|WINDOW|WINDOWID|TERMCAP|COLUMNS|LINES|SHLVL|_|TERM_PROGRAM|TERM_PROGRAM_VERSION|VTE_VERSION|PWD|OLDPWD)$/i;

/** Folders a script runner puts before the user's own PATH. */
const runnersFolder = /(^|\/)node_modules\/(\.bin|.*node-gyp-bin)\/?$/;

/**
 * What a target sees of our own environment: the user's, without anything of ours, and a terminal that can do what
 * the viewers' terminals can. TANDEM_SESSION lets prompts and scripts tell that they are being watched.
 */
export function targetEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  facts: { readonly cwd: string; readonly sessionId?: string | undefined },
): Environment {
  const startedByRunner = Object.keys(own).some((name) => /^npm_/i.test(name));
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined || dropped.test(name)) continue;
    kept[name] = name === "PATH" && startedByRunner ? withoutRunners(value) : value;
  }
  kept["TERM"] = "xterm-256color";
  kept["COLORTERM"] = "truecolor";
  kept["PWD"] = facts.cwd;
  if (facts.sessionId !== undefined) kept["TANDEM_SESSION"] = facts.sessionId;
  return kept;
}

function withoutRunners(path: string): string {
  return path
    .split(":")
    .filter((folder) => !runnersFolder.test(folder))
    .join(":");
}

/** The user's entry in the password database; empty strings where the system has none for this user. */
export function userEntry(): { readonly shell: string; readonly home: string } {
  try {
    const { shell, homedir } = userInfo();
    return { shell: shell ?? "", home: homedir };
  } catch {
    return { shell: "", home: "" };
  }
}
