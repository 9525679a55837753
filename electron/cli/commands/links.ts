import { linkIdSchema } from "../../../shared/base/ids.ts";
import { parseDuration } from "../durations.ts";
import { exitCodes } from "../exit-codes.ts";
import { CliError, type Output, table } from "../output.ts";
import { ask, withHost } from "../reach-host.ts";
import { parseSession } from "./give.ts";

export interface ShareOptions {
  readonly grant: "view" | "interact";
  readonly expires?: string;
  readonly maxUses?: number;
  readonly approve?: boolean;
}

export interface UnshareOptions {
  readonly removeGuests?: boolean;
  readonly reason?: string;
}

export function share(
  dataFolder: string,
  given: string,
  options: ShareOptions,
  output: Output,
): Promise<void> {
  const expiresInMs = options.expires === undefined ? undefined : parseDuration(options.expires);
  if (options.expires !== undefined && expiresInMs === undefined) {
    throw new CliError(
      exitCodes.usage,
      "bad-duration",
      `${options.expires} is not a duration such as 90s, 15m, 24h, 7d.`,
    );
  }
  return withHost(dataFolder, async (host) => {
    const link = await ask(host, "link.share", {
      session: parseSession(given),
      grant: options.grant,
      ...(expiresInMs === undefined ? {} : { expiresInMs }),
      ...(options.maxUses === undefined ? {} : { maxUses: options.maxUses }),
      ...(options.approve === undefined ? {} : { approval: options.approve }),
    });
    const expires = new Date(link.expiresAtMs).toISOString();
    const { id, url, grant, maxUses, approval } = link;
    output.say({ id, url, expires, grant, maxUses, approval }, url);
    const whom = approval ? "You let people in one by one." : "It lets people in by itself.";
    output.note(
      `${grant === "interact" ? "Whoever joins may type where the mode lets them." : "Whoever joins watches only."} ${whom} Until ${expires}.`,
    );
  });
}

export function unshare(
  dataFolder: string,
  given: string,
  linkText: string,
  options: UnshareOptions,
  output: Output,
): Promise<void> {
  const link = linkIdSchema.safeParse(linkText.toUpperCase());
  if (!link.success) {
    throw new CliError(
      exitCodes.usage,
      "bad-link",
      `${JSON.stringify(linkText)} is not a link's id; see tandem links.`,
    );
  }
  return withHost(dataFolder, async (host) => {
    const { removeGuests = false, reason } = options;
    const input = { link: link.data, removeGuests, ...(reason === undefined ? {} : { reason }) };
    const answer = await ask(host, "session.call", {
      session: parseSession(given),
      command: "link.revoke",
      input,
    });
    output.say({ ok: true, seq: answer.seq }, "Revoked. Nobody new comes in by it.");
  });
}

export function listLinks(dataFolder: string, given: string, output: Output): Promise<void> {
  return withHost(dataFolder, async (host) => {
    const links = await ask(host, "link.list", { session: parseSession(given) });
    const rows = [["ID", "GRANT", "STATE", "USES", "LAST ACCESS", "EXPIRES", "APPROVAL"]];
    for (const each of links) {
      const { expiresAtMs, lastUsedAtMs, ...rest } = each;
      const expires = new Date(expiresAtMs).toISOString();
      const lastUsed = lastUsedAtMs === undefined ? undefined : new Date(lastUsedAtMs).toISOString();
      output.say({ ...rest, expires, ...(lastUsed === undefined ? {} : { lastUsed }) });
      const uses = each.maxUses === null ? String(each.uses) : `${each.uses} of ${each.maxUses}`;
      rows.push([
        each.id,
        each.grant,
        each.status,
        uses,
        lastUsed ?? "never",
        expires,
        each.approval ? "asks" : "no",
      ]);
    }
    if (!output.json) output.print(links.length === 0 ? "This session has no links.\n" : `${table(rows)}\n`);
  });
}
