import { mark, type Integration, quoted, removal } from "./integration.ts";

/**
 * Bash reads nothing but $ENV where it starts in POSIX mode, which leaves to us what it reads otherwise, and it stays
 * the login shell it was asked to be (`--rcfile` is for shells that are none: no `logout`, no ~/.bash_logout). C is
 * told from PS0 (bash 4.4), D and A from PROMPT_COMMAND, B from the end of PS1: readline reads by then.
 *
 * The hook never disturbs the user's own: from bash 5.1 on it is an element of its own behind theirs, so that
 * PROMPT_COMMAND can go on being used as the single string it was. There each element finds the command's `$?`; before
 * it, ours comes first and hands the status on. It works under `set -eu`.
 */
export const bash: Integration = {
  argv: (shell) => [shell, "--posix", "-l"],
  env: (folder) => ({ ENV: `${folder}/start.bash` }),
  files: (key, env, folder) => ({
    "start.bash": String.raw`${removal(folder)}
set +o posix
shopt -u inherit_errexit 2>/dev/null
${env["ENV"] === undefined ? "unset ENV" : `export ENV=${quoted(env["ENV"])}`}
${env["HISTFILE"] === undefined ? "HISTFILE=~/.bash_history" : ""}
if [ -r /etc/profile ]; then . /etc/profile; fi
if [ -r ~/.bash_profile ]; then . ~/.bash_profile
elif [ -r ~/.bash_login ]; then . ~/.bash_login
elif [ -r ~/.profile ]; then . ~/.profile
fi
__tandem_reads='\[${mark("B", key)}\]'
__tandem_runs='${mark("C", key)}'
__tandem_prompt() {
  local __tandem_status=$?
  builtin printf '${mark("D;%s", key)}${mark("A", key)}' "$__tandem_status"
  if [[ "${"${PS1-}"}" != *"$__tandem_reads"* ]]; then PS1="${"${PS1-}"}$__tandem_reads"; fi
  if [[ "${"${PS0-}"}" != *"$__tandem_runs"* ]]; then PS0="$__tandem_runs${"${PS0-}"}"; fi
  if [[ $- == *e* ]]; then return 0; fi
  return "$__tandem_status"
}
if (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501 )); then
  PROMPT_COMMAND[0]="${"${PROMPT_COMMAND[0]-}"}"
  PROMPT_COMMAND+=(__tandem_prompt)
else
  PROMPT_COMMAND="__tandem_prompt${"${PROMPT_COMMAND:+; $PROMPT_COMMAND}"}"
fi
`,
  }),
};
