import { type Refusal, type RefusalCode, refusal } from "../../../shared/commands/refusals.ts";
import { type Rule, rules } from "../../../shared/policy/rules.ts";
import type { HostErrorCode } from "../../../shared/wire/host-api.ts";

/** What the local API says when it does not do what was asked: the body of every answer from 400 on. */
export interface ApiError {
  readonly status: Status;
  /** Upper case with underscores: `NOT_CONTROLLER`. */
  readonly code: string;
  readonly message: string;
}

/** The status codes in use, with the words that stand in `error`. */
export const statusWords = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  409: "Conflict",
  413: "PayloadTooLarge",
  415: "UnsupportedMediaType",
  429: "TooManyRequests",
  500: "InternalServerError",
  503: "ServiceUnavailable",
} as const;
export type Status = keyof typeof statusWords;

/** 400: it makes no sense. 404: what it is about does not exist. 409: not as things are now. The rules of the policy are 403. */
const statusOfFact: Readonly<Record<Exclude<RefusalCode, Rule>, Status>> = {
  malformed: 400,
  "unknown-command": 404,
  "no-such-participant": 404,
  "no-such-request": 404,
  "no-such-link": 404,
  "link-not-open": 409,
  "expiry-out-of-range": 400,
  "too-many-links": 409,
  "not-yourself": 409,
  "control-not-used": 409,
  "no-transfer": 403,
  "control-too-long": 400,
  "already-asked": 409,
  "asked-too-soon": 429,
  "queue-full": 409,
  "no-such-control-request": 404,
  "no-offer": 404,
  "not-training": 409,
  "too-many-here": 409,
  "policy-records-observers": 403,
  "lines-busy": 409,
  "no-such-line": 404,
  "no-line-runs": 409,
  "not-your-line": 403,
  "line-open": 409,
  "no-such-proposal": 404,
  "no-such-question": 404,
  "no-such-annotation": 404,
  "no-such-bookmark": 404,
  "not-yours": 403,
  "outside-screen": 400,
  "too-many-notes": 409,
  "may-not-type": 409,
  "target-busy": 503,
  "target-gone": 409,
  "nothing-changes": 409,
  "too-fast": 429,
  "no-screen": 503,
  "not-connected": 503,
};

const statusOfHostError: Readonly<Record<HostErrorCode, Status>> = {
  malformed: 400,
  "unknown-call": 404,
  "no-such-session": 404,
  "no-such-recording": 404,
  "target-not-found": 400,
  "target-failed": 409,
  "recording-unwritable": 503,
  "server-unreachable": 503,
  "host-gone": 503,
  refused: 409,
  "internal-error": 500,
};

function isRule(code: RefusalCode): code is Rule {
  return Object.hasOwn(rules, code);
}

function codeOf(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}

export function apiError(status: Status, name: string, message: string): ApiError {
  return { status, code: codeOf(name), message };
}

export function fromRefusal({ code, message }: Refusal): ApiError {
  const status = !isRule(code) ? statusOfFact[code] : code === "session-ended" ? 409 : 403;
  return apiError(status, code, message);
}

export function fromHostError({
  code,
  message,
}: {
  readonly code: HostErrorCode;
  readonly message: string;
}): ApiError {
  return apiError(statusOfHostError[code], code, message);
}

export const malformed = (detail: string): ApiError => fromRefusal(refusal("malformed", detail));
