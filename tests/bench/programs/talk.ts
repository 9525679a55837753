import { invariant } from "../../../shared/base/assert.ts";
import type { SessionClient } from "../../../shared/client/session-client.ts";
import { sharedMs } from "../harness/figures.ts";

/** What is told besides output: somebody writes, draws, asks for control and takes it back. */
const kinds = ["chat.sent", "annotation.added", "control.requested", "control.cancelled"] as const;

/**
 * One of a crowd makes events while output floods; ms from making each to its arrival at every one of them. All are
 * clients in this process, so that one clock tells all times.
 */
export async function talk(
  crowd: readonly { readonly client: SessionClient }[],
  count: number,
  everyMs: number,
): Promise<{ deliveriesMs: number[] }> {
  const speaker = crowd[0]?.client;
  invariant(speaker !== undefined, "there is a crowd");
  const deliveriesMs: number[] = [];
  const madeAtMs = new Map<string, number>();
  const seen = new Map<(typeof kinds)[number], number>(kinds.map((kind) => [kind, 0]));
  const all = count * kinds.length * crowd.length;
  const arrived = new Promise<void>((resolve) => {
    for (const { client } of crowd) {
      const own = new Map(seen);
      client.onEntry(({ entry }) => {
        const kind = kinds.find((each) => each === entry.event.type);
        if (kind === undefined) return;
        const number = own.get(kind) ?? 0;
        own.set(kind, number + 1);
        deliveriesMs.push(sharedMs() - (madeAtMs.get(`${kind} ${number}`) ?? Number.NaN));
        if (deliveriesMs.length === all) resolve();
      });
    }
  });
  const make = async (
    kind: (typeof kinds)[number],
    number: number,
    act: () => ReturnType<SessionClient["call"]>,
  ) => {
    madeAtMs.set(`${kind} ${number}`, sharedMs());
    const answer = await act();
    invariant(answer.ok, `${kind}: ${answer.ok ? "" : answer.message}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  };
  for (let number = 0; number < count; number++) {
    await make("chat.sent", number, () => speaker.call("chat.send", { text: `message ${number}` }));
    await make("annotation.added", number, () =>
      speaker.call("annotation.add", {
        shape: "box",
        where: {
          unit: "cells",
          points: [
            { line: 1, col: 1 },
            { line: 3, col: 9 },
          ],
        },
      }),
    );
    // Once a person has asked, they wait before they ask again: each asks once.
    const asker = crowd[number % crowd.length]?.client ?? speaker;
    await make("control.requested", number, () => asker.call("control.request", {}));
    await make("control.cancelled", number, () => asker.call("control.cancel", {}));
  }
  await arrived;
  return { deliveriesMs };
}
