import { sessionIdSchema } from "../../../shared/base/ids.ts";
import { invariant } from "../../../shared/base/assert.ts";
import type { PeerCommandName } from "../../../shared/commands/table.ts";
import { findHost } from "../../../electron/cli/reach-host.ts";
import type { BenchHost } from "./host.ts";

/** The owner's commands, given in this process over the host's own socket, as the command line gives them. */
export interface BenchOwner {
  command(name: PeerCommandName, input: object): Promise<void>;
  dispose(): void;
}

export async function openBenchOwner(host: BenchHost): Promise<BenchOwner> {
  const client = await findHost(host.dataFolder);
  invariant(client !== undefined, "the host runs");
  const session = sessionIdSchema.parse(host.session);
  return {
    async command(name, input) {
      const done = await client.call("session.call", { session, command: name, input });
      if (!done.ok) throw new Error(`${name}: ${done.error.message}`);
    },
    dispose: () => client.dispose(),
  };
}
