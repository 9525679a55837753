import http from "node:http";

/** @import { Plugin } from "vite" */

/** What of these modules is called, and only for wss: and https: addresses. */
const seldom = new Map([
  ["https", ["request", "get"]],
  ["tls", ["connect"]],
]);

const prefix = "\0quick-start:";
const requires = `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n`;

/**
 * Spares every start of ours what Node does for nothing: of `node:http` imported as an ES module it makes all exports at
 * once, fetch's WebSocket and what that stands on among them (40 ms of processor time), and ws asks for TLS before
 * anybody has an address that wants it (25 ms). Required, the one makes what is used; required when called, the other
 * costs those who call it.
 *
 * @returns {Plugin}
 */
export function quickStart() {
  return {
    name: "quick-start",
    enforce: "pre",
    resolveId(id, importer = "") {
      const name = id.replace(/^node:/, "");
      const byWs = /[\\/]node_modules[\\/]ws[\\/]/.test(importer);
      return name === "http" || (byWs && seldom.has(name)) ? prefix + name : undefined;
    },
    load(id) {
      if (!id.startsWith(prefix)) return undefined;
      const name = id.slice(prefix.length);
      const called = seldom.get(name);
      return called === undefined ? requiredHttp() : requiredWhenCalled(name, called);
    },
  };
}

function requiredHttp() {
  const kept = Object.entries(Object.getOwnPropertyDescriptors(http))
    .filter(([, { get }]) => get === undefined)
    .map(([key]) => `export const ${key} = http.${key};\n`);
  return `${requires}const http = require("node:http");\nexport default http;\n${kept.join("")}`;
}

/**
 * @param {string} name
 * @param {readonly string[]} functions
 */
function requiredWhenCalled(name, functions) {
  const exported = functions.map(
    (each) => `export const ${each} = (...args) => require("node:${name}").${each}(...args);\n`,
  );
  return `${requires}${exported.join("")}`;
}
