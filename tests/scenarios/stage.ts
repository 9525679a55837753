import type { ParticipantId } from "../../shared/base/ids.ts";
import type { CallResult } from "../../shared/client/calls.ts";
import type { CommandInput, PeerCommandName } from "../../shared/commands/table.ts";
import type { Entry, EventType } from "../../shared/events/table.ts";
import type { Grant } from "../../shared/events/terms.ts";
import { patientReconnect } from "../../shared/client/reconnect.ts";
import { type BenchTarget, createBenchTarget } from "../support/bench-target.ts";
import { createTestClock, type TestClock } from "../support/clock.ts";
import { readEntries } from "../support/log.ts";
import {
  arrive,
  arriveAs,
  pass,
  type TestPeer,
  type TestSession,
  testSession,
  type TestSessionOptions,
  untilOn,
} from "../support/session.ts";

type Logged<Type extends EventType> = Extract<Entry["event"], { readonly type: Type }>;

/** Somebody on the stage. */
export interface Actor {
  readonly id: ParticipantId;
  readonly peer: TestPeer;
  /** Gives a command and waits for what is answered. */
  say<Name extends PeerCommandName>(name: Name, input: CommandInput<Name>): Promise<CallResult>;
  /** As say, with an input that need not fit. */
  sayAnything(name: string, input: unknown): Promise<CallResult>;
  /** Types, and is told whether it counts. */
  type(data: string): Promise<CallResult>;
  /** What they see of who has control. */
  readonly holder: () => ParticipantId | null | undefined;
}

export interface Stage {
  readonly test: TestSession;
  readonly clock: TestClock;
  readonly target: BenchTarget;
  readonly owner: Actor;
  enter(name: string, grant?: Grant): Promise<Actor>;
  /** Time passes, seconds by seconds. */
  wait(seconds: number): Promise<void>;
  /** Once it is so, moving time a little. */
  until(what: string, isSo: () => boolean): Promise<void>;
  /** Everything of this type that was logged. */
  happened<Type extends EventType>(type: Type): readonly Logged<Type>[];
}

function isOf<Type extends EventType>(event: Entry["event"], type: Type): event is Logged<Type> {
  return event.type === type;
}

/** A session with an owner, on a clock that only moves when told, and a target that notes what it is given. */
export async function setStage(options: TestSessionOptions = {}): Promise<Stage> {
  const clock = createTestClock();
  const target = createBenchTarget();
  const test = await testSession({ clock, target, ...options });
  const actor = (peer: TestPeer, id: ParticipantId): Actor => {
    const sayAnything = async (name: string, input: unknown) => {
      let answer: CallResult | undefined;
      void peer.client.callByName(name, input).then((result) => (answer = result));
      await untilOn(clock, `an answer to ${name}`, () => answer !== undefined);
      if (answer === undefined) throw new Error("waited for it");
      return answer;
    };
    return {
      id,
      peer,
      say: sayAnything,
      sayAnything,
      type: (data) => sayAnything("input.key", { data }),
      holder: () => peer.client.state?.control.holder,
    };
  };
  await arrive(test.owner);
  return {
    test,
    clock,
    target,
    owner: actor(test.owner, test.session.state.owner),
    async enter(name, grant = "interact") {
      const link = await test.share({ grant, approval: false });
      const peer = test.join(link, { name, reconnect: patientReconnect });
      return actor(peer, await arriveAs(peer));
    },
    wait: (seconds) => pass(clock, seconds * 1_000),
    until: (what, isSo) => untilOn(clock, what, isSo),
    happened: (type) => readEntries(test.lines).flatMap(({ event }) => (isOf(event, type) ? [event] : [])),
  };
}

/** A test that is played on a stage of its own. */
export const onStage =
  (options: Parameters<typeof setStage>[0], play: (stage: Stage) => Promise<void>) =>
  async (): Promise<void> => {
    const stage = await setStage(options);
    await play(stage);
    await stage.test.dispose();
  };
