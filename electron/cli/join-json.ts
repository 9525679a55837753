import { createInterface } from "node:readline";
import { z } from "zod";
import { fromUtf8 } from "../../shared/base/bytes.ts";
import type { CallResult } from "../../shared/client/calls.ts";
import type { Entry } from "../../shared/events/table.ts";
import type { SessionClient } from "../../shared/client/session-client.ts";
import { atMs } from "../../shared/state/selectors.ts";
import { systemClock } from "../engine/ports.ts";
import { createHostClock } from "./host-clock.ts";
import { createPresence } from "./presence.ts";

const lineSchema = z.strictObject({
  command: z.string(),
  input: z.unknown().default({}),
  /** Comes back with the answer. */
  id: z.union([z.string(), z.number()]).optional(),
});

/**
 * A session as lines of JSON: each entry as `{"seq","at","type",…}`, whole screens as `{"type":"screen",…}` where output
 * was skipped, with all the output that came since after them, the line's state as `{"type":"status",…}`; commands come
 * on standard input as `{"command":"chat.send","input":{…}}` and are answered as `{"type":"answer",…}`. They wait in the
 * pipe until the host has let this guest in. Each of them is a sign that somebody is there, as a key is in a terminal.
 */
export function joinAsJson(client: SessionClient): void {
  const presence = createPresence(client, createHostClock(client, systemClock));
  const say = (value: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(value)}\n`);
  const wall = (elapsedMs: number) =>
    new Date(Math.round((client.state?.wallOffsetMs ?? 0) + elapsedMs)).toISOString();

  client.onStatus((status) => {
    if (status.name === "live" || status.name === "waiting")
      say({ type: "status", status: status.name, ...status, name: undefined });
    else if (status.name === "over") say({ type: "status", status: "over", ...status.closing });
    else say({ type: "status", status: status.name });
  });
  let joined = false;
  client.onState((state) => {
    if (joined) return;
    joined = true;
    say({ type: "joined", seq: state.seq, at: new Date(atMs(state)).toISOString(), state });
  });
  const sayEntry = ({ seq, elapsedMs, event: { type, ...event } }: Entry) =>
    say({ seq, at: wall(elapsedMs), type, ...event });
  client.onEntry(({ entry }) => {
    if (entry.event.type !== "output") sayEntry(entry);
  });
  client.onOutput(sayEntry);
  client.setSink({
    reset(screen, done) {
      const { cols, rows } = screen;
      say({ type: "screen", seq: client.screenSeq, cols, rows, data: fromUtf8(screen.data) });
      done();
    },
    write: (_text, done) => done(),
    resize: () => {},
  });

  const handleLine = (text: string) => {
    if (text.trim() === "") return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return say({ type: "answer", ok: false, code: "malformed", message: "That line is not JSON." });
    }
    const parsed = lineSchema.safeParse(value);
    if (!parsed.success) {
      return say({
        type: "answer",
        ok: false,
        code: "malformed",
        message: 'A command is an object such as {"command":"chat.send","input":{"text":"Hello"}}.',
      });
    }
    const { command, input, id } = parsed.data;
    presence.note();
    const answer = (result: CallResult) =>
      say({ type: "answer", command, ...(id === undefined ? {} : { id }), ...result });
    // Whoever leaves hears nothing of the host any more, not even the answer.
    if (command === "session.leave" && client.status.name === "live") {
      answer({ ok: true, seq: client.state?.seq ?? 0 });
      return void client.leave();
    }
    void client.callByName(command, input).then(answer);
  };

  let reading = false;
  const read = () => {
    if (reading || client.status.name !== "live") return;
    reading = true;
    createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }).on("line", handleLine);
  };
  client.onStatus(read);
  read();
}
