/** Who may import whom. A file belongs to the row with the longest path that it lies under. */
export interface Layer {
  readonly path: string;
  /** Folders or files outside its own that it may import, type-only imports included. */
  readonly mayImport: readonly string[];
  /** Packages it may import. `node:` is Node's own modules, `@noble/` a whole scope, `*` everything but electron. */
  readonly packages: readonly string[];
}

/** Each may import those before it, never one after it. */
const sharedOrder = [
  "shared/base",
  "shared/vt",
  "shared/events",
  "shared/state",
  "shared/policy",
  "shared/commands",
  "shared/log",
  "shared/wire",
  "shared/channel",
];

/** Pure implementations: of the packing of screens, and of the Crypto port. */
const sharedPackages: Readonly<Record<string, readonly string[]>> = {
  "shared/wire": ["fflate"],
  "shared/channel": ["@noble/"],
};

function sharedLayer(path: string, mayImport: readonly string[], packages: readonly string[] = []): Layer {
  return { path, mayImport, packages: ["zod", ...packages] };
}

/** The parts of the engine know the pure core and themselves; those that bring the parts together name them. */
function enginePart(name: string, packages: readonly string[], parts: readonly string[] = []): Layer {
  const mayImport = ["shared", ...parts.map((part) => `electron/engine/${part}`)];
  return { path: `electron/engine/${name}`, mayImport, packages: ["node:", "zod", ...packages] };
}

export const layers: readonly Layer[] = [
  ...sharedOrder.map((path, index) =>
    sharedLayer(path, sharedOrder.slice(0, index), sharedPackages[path] ?? []),
  ),
  sharedLayer("shared/signaling", ["shared/base", "shared/channel"]),
  sharedLayer("shared/client", [...sharedOrder, "shared/signaling"]),
  sharedLayer("shared/recording", sharedOrder),
  { path: "shared/globals.d.ts", mayImport: [], packages: [] },

  enginePart("targets", ["node-pty"]),
  enginePart("transports", ["node-datachannel", "ws"]),
  enginePart("recorder", []),
  enginePart("screen", ["@xterm/headless"]),
  enginePart("identity", [], ["data-folder.ts"]),
  enginePart("session", [], ["targets", "transports", "recorder", "screen", "identity"]),
  enginePart("api", ["ws"], ["host.ts", "session", "identity"]),
  // createHost and the entries: the only files that see every part.
  {
    path: "electron/engine",
    mayImport: ["shared", "signaling-server"],
    packages: ["node:", "zod", "pino", "ws"],
  },
  {
    path: "electron/cli",
    mayImport: ["shared", "electron/engine", "signaling-server"],
    packages: ["node:", "zod", "commander", "pino", "ws", "@xterm/headless"],
  },
  // The painter shows any terminal; it knows no host.
  { path: "electron/cli/terminal", mayImport: ["shared"], packages: ["node:", "@xterm/headless"] },
  {
    path: "electron/shell",
    mayImport: ["shared/base", "electron/engine/data-folder.ts", "electron/engine/entry-messages.ts"],
    packages: ["electron", "node:", "zod"],
  },
  {
    path: "renderer",
    mayImport: ["shared"],
    packages: [
      "@fontsource-variable/",
      "@thaunknown/simple-peer",
      "@xterm/",
      "asciinema-player",
      "clsx",
      "cmdk",
      "events",
      "lucide-react",
      "qrcode.react",
      "radix-ui",
      "react",
      "react-dom",
      "sonner",
      "zod",
      "zustand",
    ],
  },
  {
    path: "signaling-server",
    mayImport: ["shared/base", "shared/signaling"],
    packages: ["node:", "lowdb", "nodemailer", "pino", "ws", "zod"],
  },
  { path: "build", mayImport: [], packages: ["*"] },
  {
    path: "tests",
    mayImport: ["shared", "electron", "renderer", "signaling-server", "build"],
    packages: ["*"],
  },
];
