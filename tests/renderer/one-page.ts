import { builtinEnvironments, type Environment } from "vitest/runtime";

const key = Symbol.for("tandem.one-page");

/**
 * jsdom, made once for a process and kept from file to file, as modules are: what they found in it at first is there
 * still. What a file leaves in it, clean-page.ts takes away.
 */
const onePage: Environment = {
  name: "one-page",
  viteEnvironment: "client",
  async setup(global, options) {
    if (!(key in globalThis)) {
      Reflect.set(globalThis, key, true);
      await builtinEnvironments.jsdom.setup(global, options);
    }
    return { teardown() {} };
  },
};

export default onePage;
