import { stat } from "node:fs/promises";
import { expect, test } from "vitest";
import { installation, seen, type Installation, type TandemProcess } from "../support/tandem.ts";
import { openTerminal, type PersonsTerminal } from "../support/tandem-terminal.ts";

/** Base64 of a hundred times 9,000 bytes. */
const floodLength = 100 * 12_000;
/** A hundred screens that have nothing in common, each seen: far more than what lies between two processes holds. */
const flood =
  "for i in {1..100}; do head -c 9000 /dev/urandom | base64 -w 190; sleep 0.02; done; echo flood-$((1+1))\r";
const window = { cols: 200, rows: 60 } as const;

const bash = ["--mode", "interactive", "--", "bash", "--norc"] as const;

/** A host whose session is shown in its owner's terminal. */
async function startInTerminal(own: Installation) {
  const owner = openTerminal(["start", "--data", own.folder, ...bash], { cwd: own.folder, ...window });
  await owner.shows(/bash-.*[$#]/);
  const [session] = (await own.tell("sessions", "--json")).lines;
  return { owner, id: String(session?.["id"]), recording: String(session?.["recordingPath"]) };
}

async function visit(own: Installation, session: string): Promise<TandemProcess> {
  return own.join((await own.share(session, "--grant", "interact", "--no-approve")).url, "--relay");
}

async function typed(guest: TandemProcess, data: string): Promise<void> {
  expect(await guest.command("input.key", { data })).toMatchObject({ ok: true });
}

/** Floods the session that a terminal shows, which reads nothing of it. */
async function stall(terminal: PersonsTerminal, guest: TandemProcess): Promise<void> {
  terminal.stopReading();
  await typed(guest, flood);
  await seen(guest, "flood-2");
}

test("[F3] an owner's terminal that stops reading stalls nobody, and shows the screen as it is once it reads on", async () => {
  const own = installation();
  const { owner, id, recording } = await startInTerminal(own);
  const guest = await visit(own, id);
  const before = { received: owner.received.length, recorded: (await stat(recording)).size };
  await stall(owner, guest);

  expect((await own.tell("sessions", "--json")).lines).toMatchObject([{ id }]);
  expect((await own.tell("participants", id, "--json")).lines).toHaveLength(2);
  expect((await stat(recording)).size - before.recorded).toBeGreaterThan(floodLength / 2);
  await typed(guest, "clear; echo still-$((1+1))\r");
  await seen(guest, "still-2");

  owner.readOn();
  await owner.shows(/^still-2\nbash-.*[$#]\n{50,}.*2 here/);
  expect(owner.received.length - before.received).toBeLessThan(floodLength / 2);
  owner.type("exit 7\r");
  expect(await owner.givenBack()).toBe(7);
  expect(owner.screen.join("")).toContain(`Recorded in ${recording}`);
});

test("[F3] a session that ends while its owner's terminal reads nothing leaves its host's other session alone, and its last words wait", async () => {
  const own = installation();
  const { owner, id, recording } = await startInTerminal(own);
  const guest = await visit(own, id);
  const other = await own.start(bash);
  const visitor = await visit(own, other.id);
  await stall(owner, guest);
  await typed(guest, "exit 7\r");
  expect(await guest.done).toMatchObject({ code: 0 });

  await typed(visitor, "echo still-$((1+1))\r");
  await seen(visitor, "still-2");
  expect((await own.tell("sessions", "--json")).lines).toMatchObject([{ id: other.id }]);
  owner.readOn();
  await owner.shows("This process hosts another session");
  await typed(visitor, "exit 4\r");
  expect(await other.process.done).toMatchObject({ code: 4 });
  expect(await owner.givenBack()).toBe(7);
  expect(owner.screen.join("")).toContain(`Recorded in ${recording}`);
});

test("[F3, L2] a signal ends all sessions of a host whose terminal reads nothing, and they are sealed", async () => {
  const own = installation();
  const { owner, id, recording } = await startInTerminal(own);
  const guest = await visit(own, id);
  const other = await own.start(bash);
  await stall(owner, guest);
  owner.signalProgram("SIGTERM");
  await other.process.done;
  for (const path of [recording, other.recording]) {
    expect(await own.tell("verify", path)).toMatchObject({ code: 0 });
  }
  expect(await own.tell("end", id)).toMatchObject({ code: 4 });
});

test("[F3] a guest's terminal that stops reading still types, keeps its place, and shows the screen as it is once it reads on", async () => {
  const own = installation();
  const { id } = await own.start(["--cols", "200", "--rows", "59", ...bash]);
  const { url } = await own.share(id, "--grant", "interact", "--no-approve");
  const guest = openTerminal(["join", url, "--name", "Mia", "--yes", "--relay"], {
    cwd: own.folder,
    ...window,
  });
  await guest.shows(/bash-.*[$#]/);
  const watcher = await visit(own, id);
  await stall(guest, watcher);

  guest.type("clear; echo still-$((1+1))\r");
  await seen(watcher, "still-2");
  guest.readOn();
  await guest.shows(/^still-2\nbash-.*[$#]\n{50,}.*3 here/);
  expect(watcher.lines.filter(({ type }) => type === "participant.disconnected")).toEqual([]);
  guest.type("exit 5\r");
  expect(await guest.givenBack()).toBe(0);
});
