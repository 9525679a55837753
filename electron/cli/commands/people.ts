import { ago, type Output, plain, table } from "../output.ts";
import { ask, withHost } from "../reach-host.ts";
import { parseSession, stateOf } from "./give.ts";

export function listParticipants(dataFolder: string, given: string, output: Output): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const state = await stateOf(host, parseSession(given));
    const rows = [["ID", "NAME", "ROLE", "STATE", "MAY", "FROM"]];
    for (const each of Object.values(state.participants)) {
      const may = (["allow_input", "allow_chat"] as const).filter((name) => each.permissions[name]);
      const address = state.private.addresses[each.id]?.address;
      output.say({
        id: each.id,
        name: each.name,
        role: each.role,
        presence: each.presence.name,
        permissions: each.permissions,
        control: state.control.holder === each.id,
        witness: each.witness,
        inView: each.inView,
        joined: new Date(each.joinedAtMs).toISOString(),
        ...(each.link === undefined ? {} : { link: each.link }),
        ...(address === undefined ? {} : { address }),
      });
      const words = may.map((name) => name.replace("allow_", "")).join(", ");
      rows.push([
        each.id,
        plain(each.name),
        each.role,
        each.presence.name,
        words || "watch",
        address === undefined ? "-" : plain(address),
      ]);
    }
    for (const each of Object.values(state.joinRequests)) {
      output.say({ id: each.participant, name: each.name, presence: "waiting", link: each.link });
      rows.push([each.participant, plain(each.name), "-", "waiting", "-", "-"]);
    }
    if (!output.json) output.print(`${table(rows)}\n`);
  });
}

export function listSessions(dataFolder: string, output: Output): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const sessions = await ask(host, "session.list", {});
    const rows = [["ID", "TITLE", "TARGET", "MODE", "PEOPLE", "WAITING", "RECORDING", "STARTED"]];
    for (const each of sessions) {
      output.say(each);
      rows.push([
        each.id,
        plain(each.title),
        plain(each.target.label),
        each.mode,
        String(each.people),
        String(each.waiting),
        each.recording,
        ago(each.startedAtMs, Date.now()),
      ]);
    }
    if (!output.json) output.print(sessions.length === 0 ? "No session is running.\n" : `${table(rows)}\n`);
  });
}
