import { registerHooks } from "node:module";

// With `--import`: a process for which the electron package is not installed, whoever asks for it and however.
const isElectron = (specifier: string) => /(^|[\\/]node_modules[\\/])electron($|[\\/])/.test(specifier);

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (!isElectron(specifier)) return nextResolve(specifier, context);
    throw Object.assign(new Error(`Cannot find package 'electron' imported from ${context.parentURL}`), {
      code: "ERR_MODULE_NOT_FOUND",
    });
  },
});
