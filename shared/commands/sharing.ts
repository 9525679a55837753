import { z } from "zod";
import { invariant } from "../base/assert.ts";
import { linkIdSchema } from "../base/ids.ts";
import { err, ok } from "../base/result.ts";
import { grantSchema, sentenceSchema } from "../events/terms.ts";
import { linkClosed } from "../state/selectors.ts";
import { actorOf, command } from "./command.ts";
import { refusal } from "./refusals.ts";

/** How long a link lasts when nothing else is asked for: product.md, "Defaults". */
export const defaultLinkLifeMs = 24 * 60 * 60 * 1000;
/** Shorter than a minute cannot be sent and opened; longer than a month is forgotten. */
const linkLifeMs = { least: 60_000, most: 30 * 24 * 60 * 60 * 1000 } as const;

/** Links a session may ever have made: every snapshot carries them. */
const maxLinks = 200;

export const sharingCommands = [
  command({
    name: "link.create",
    title: "Make a share link",
    capability: "share",
    origin: "peer",
    risk: "ordinary",
    needs: "freshLink",
    input: z.strictObject({
      grant: grantSchema.default("view"),
      expiresInMs: z.int().default(defaultLinkLifeMs),
      maxUses: z.int().min(1).max(10_000).nullable().default(null),
      /** Left out: yes for `interact`, no for `view`. */
      approval: z.boolean().optional(),
    }),
    decide: (state, input, stamp) => {
      invariant(stamp.freshLink !== undefined, "link.create is stamped with a fresh id");
      if (Object.keys(state.links).length >= maxLinks) return err(refusal("too-many-links"));
      if (input.expiresInMs < linkLifeMs.least || input.expiresInMs > linkLifeMs.most) {
        return err(refusal("expiry-out-of-range"));
      }
      return ok({
        events: [
          {
            type: "link.created",
            link: stamp.freshLink,
            by: actorOf(state, stamp),
            grant: input.grant,
            expiresAtMs: stamp.wallMs + input.expiresInMs,
            maxUses: input.maxUses,
            approval: input.approval ?? input.grant === "interact",
          },
        ],
        value: { link: stamp.freshLink },
      });
    },
  }),
  command({
    name: "link.revoke",
    title: "Revoke a share link",
    capability: "share",
    origin: "peer",
    risk: "confirm",
    input: z.strictObject({
      link: linkIdSchema,
      /** Also removes everybody who came in by it. */
      removeGuests: z.boolean().default(false),
      reason: sentenceSchema.optional(),
    }),
    decide: (state, input, stamp) => {
      const link = state.links[input.link];
      if (link === undefined) return err(refusal("no-such-link"));
      const by = actorOf(state, stamp);
      const why = input.reason === undefined ? {} : { reason: input.reason };
      const guests = input.removeGuests
        ? Object.values(state.participants).filter(
            (each) => each.link === link.id && each.presence.name !== "removed",
          )
        : [];
      const requests = Object.values(state.joinRequests).filter((each) => each.link === link.id);
      const closed = linkClosed(link, stamp.wallMs);
      if (closed === "revoked" && guests.length === 0) return err(refusal("link-not-open"));
      return ok({
        events: [
          { type: "link.revoked", link: link.id, by, ...why },
          ...requests.map(
            (each) => ({ type: "join.denied", participant: each.participant, by, ...why }) as const,
          ),
          ...guests.map(
            (each) =>
              ({ type: "participant.removed", participant: each.id, by, rejoin: false, ...why }) as const,
          ),
        ],
      });
    },
  }),
] as const;
