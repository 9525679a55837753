import type { Grant } from "../../shared/events/terms.ts";
import type { HostCallInput } from "../../shared/wire/host-api.ts";
import type { Choice } from "../ui/fields.tsx";

const hourMs = 3_600_000;

/** How long a link lasts; product.md's default is a day. */
export const lifetimes = [
  { value: "1h", label: "1 hour", ms: hourMs },
  { value: "8h", label: "8 hours", ms: 8 * hourMs },
  { value: "24h", label: "24 hours", ms: 24 * hourMs },
  { value: "7d", label: "7 days", ms: 7 * 24 * hourMs },
  { value: "30d", label: "30 days", ms: 30 * 24 * hourMs },
] as const satisfies readonly (Choice<string> & { readonly ms: number })[];
export type Lifetime = (typeof lifetimes)[number]["value"];

export const useLimits = [
  { value: "none", label: "No limit", uses: null },
  { value: "1", label: "1 person", uses: 1 },
  { value: "5", label: "5 people", uses: 5 },
  { value: "20", label: "20 people", uses: 20 },
  { value: "50", label: "50 people", uses: 50 },
] as const satisfies readonly (Choice<string> & { readonly uses: number | null })[];
export type UseLimit = (typeof useLimits)[number]["value"];

export interface ShareForm {
  readonly grant: Grant;
  readonly lifetime: Lifetime;
  readonly uses: UseLimit;
  /** Undefined until somebody decides: then the grant's default holds, whichever it is. */
  readonly approval: boolean | undefined;
}

export const shareDefaults: ShareForm = { grant: "view", lifetime: "24h", uses: "none", approval: undefined };

/** Whoever may type is let in by hand, whoever watches is not, unless the owner says otherwise. */
export function approvalOf(form: ShareForm): boolean {
  return form.approval ?? form.grant === "interact";
}

export function shareInput(form: ShareForm): Omit<HostCallInput<"link.share">, "session"> {
  return {
    grant: form.grant,
    expiresInMs: lifetimes.find((each) => each.value === form.lifetime)?.ms ?? 24 * hourMs,
    maxUses: useLimits.find((each) => each.value === form.uses)?.uses ?? null,
    approval: approvalOf(form),
  };
}
