import { mark, type Integration, removal } from "./integration.ts";

/** Fish has events for what we tell, and reads a file of ours after the user's own. */
export const fish: Integration = {
  argv: (shell, folder) => [shell, "-l", "--init-command", `source ${folder}/start.fish`],
  env: () => ({}),
  files: (key, _env, folder) => ({
    "start.fish": String.raw`${removal(folder)}
function __tandem_prompt --on-event fish_prompt
    builtin printf '${mark("A", key)}'
end
function __tandem_preexec --on-event fish_preexec
    builtin printf '${mark("C", key)}'
end
function __tandem_postexec --on-event fish_postexec
    builtin printf '${mark("D;%s", key)}' $status
end
functions --copy fish_prompt __tandem_own_prompt
function fish_prompt
    __tandem_own_prompt
    builtin printf '${mark("B", key)}'
end
`,
  }),
};
