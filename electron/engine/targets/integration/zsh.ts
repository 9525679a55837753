import { mark, type Integration, quoted, removal } from "./integration.ts";

/**
 * Zsh reads its first file from $ZDOTDIR; ours puts the user's value back at once, so that every other file is read
 * from where it lies. The hooks are defined before any alias of the user's can change their words. B is told from the
 * end of PS1; the hook moves behind all others, since those may write the prompt anew each time.
 */
export const zsh: Integration = {
  argv: (shell) => [shell, "-l"],
  env: (folder) => ({ ZDOTDIR: folder }),
  files: (key, env, folder) => ({
    ".zshenv": String.raw`${removal(folder)}
${env["ZDOTDIR"] === undefined ? "unset ZDOTDIR" : `export ZDOTDIR=${quoted(env["ZDOTDIR"])}`}
if [[ -o interactive ]]; then
  __tandem_precmd() {
    local __tandem_status=$?
    emulate -L zsh
    builtin printf '${mark("D;%s", key)}${mark("A", key)}' "$__tandem_status"
    if [[ "$precmd_functions[-1]" != __tandem_precmd ]]; then
      precmd_functions=("${"${(@)precmd_functions:#__tandem_precmd}"}" __tandem_precmd)
    fi
    local reads=$'%{${mark("B", key)}%}'
    if [[ "$PS1" != *"$reads"* ]]; then PS1="$PS1$reads"; fi
  }
  __tandem_preexec() {
    emulate -L zsh
    builtin printf '${mark("C", key)}'
  }
  typeset -ga precmd_functions preexec_functions
  precmd_functions+=(__tandem_precmd)
  preexec_functions+=(__tandem_preexec)
fi
if [[ -r "${"${ZDOTDIR:-$HOME}"}/.zshenv" ]]; then
  . "${"${ZDOTDIR:-$HOME}"}/.zshenv"
fi
`,
  }),
};
