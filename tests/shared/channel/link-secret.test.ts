import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, fromBase64url, toBase64url } from "../../../shared/base/bytes.ts";
import { linkIdSchema } from "../../../shared/base/ids.ts";
import {
  createLinkSecret,
  deriveLinkKeys,
  doorHash,
  formatDeepLink,
  formatLinkUrl,
  hashHostKey,
  parseLinkUrl,
} from "../../../shared/channel/link-secret.ts";
import { count } from "../../support/counts.ts";
import { createLink, hex, hostIdentity, native, noble, random } from "./support.ts";

const link = {
  ...createLink(),
  linkId: linkIdSchema.parse("LNK-ABCDEFGHIJKLMNOP"),
  secret: new Uint8Array(16).fill(0xaa),
  hostKeyHash: new Uint8Array(16).fill(0x55),
};
const fragment = toBase64url(concat(Uint8Array.of(1), link.secret, link.hostKeyHash));

describe("a link", () => {
  test("has the form <origin>/j/<link>#<fragment>, 44 letters after the #", () => {
    expect(formatLinkUrl(link)).toBe(`https://example.org/j/LNK-ABCDEFGHIJKLMNOP#${fragment}`);
    expect(fragment.length).toBe(44);
    expect(formatDeepLink(link)).toBe(`tandem://join/example.org/j/LNK-ABCDEFGHIJKLMNOP#${fragment}`);
    expect(formatDeepLink({ ...link, origin: "http://localhost:8787" })).toBe(
      `tandem://join/http/localhost:8787/j/LNK-ABCDEFGHIJKLMNOP#${fragment}`,
    );
  });

  test("is read again from both of its forms, for any origin", () => {
    const origins = [
      "https://example.org",
      "http://localhost:8787",
      "https://10.0.0.7:4430",
      "https://[::1]:9000",
      "http://http",
    ];
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.constantFrom(...origins),
        (secret, hostKeyHash, origin) => {
          const any = { ...link, secret, hostKeyHash, origin };
          expect(parseLinkUrl(formatLinkUrl(any))).toEqual({ ok: true, value: any });
          expect(parseLinkUrl(formatDeepLink(any))).toEqual({ ok: true, value: any });
        },
      ),
      { numRuns: count(50, 2_000), seed: 4 },
    );
  });

  test("is taken as people paste it", () => {
    const url = formatLinkUrl(link);
    const pasted = [
      `  ${url}\n`,
      `<${url}>`,
      `"${url}",`,
      `(${url}).`,
      url.replace("https://example.org", "HTTPS://Example.ORG:443"),
      url.replace("#", "?utm_source=mail#"),
    ];
    for (const text of pasted) expect(parseLinkUrl(text), text).toEqual({ ok: true, value: link });
  });

  test("that is wrong is refused with a sentence that says how", () => {
    const url = formatLinkUrl(link);
    const withFragment = (bytes: Uint8Array) => url.replace(fragment, toBase64url(bytes));
    const bytes = fromBase64url(fragment) ?? new Uint8Array(0);
    const cases: readonly (readonly [string, string])[] = [
      ["", "not-a-link"],
      ["hello", "not-a-link"],
      [`javascript:alert(1)//${url}`, "not-a-link"],
      [url.replace("https", "ftp"), "not-a-link"],
      [url.replace("https://", "https://user:pw@"), "not-a-link"],
      [url.replace("/j/", "/app/j/"), "not-a-link"],
      [url.replace("example.org", "example.org:0"), "not-a-link"],
      [url.replace("example.org", "example.org:70000"), "not-a-link"],
      [`${url}\nhttps://evil.example`, "not-a-link"],
      ["x".repeat(100_000), "not-a-link"],
      [url.replace("LNK-A", "LNK-"), "mistyped"],
      [url.replace("LNK-A", "LNK-1"), "mistyped"],
      [url.split("#")[0] ?? "", "incomplete"],
      [`${url.split("#")[0]}#`, "incomplete"],
      [withFragment(bytes.subarray(0, 32)), "incomplete"],
      [`${url}!`, "mistyped"],
      [withFragment(concat(bytes, Uint8Array.of(0))), "mistyped"],
      [withFragment(concat(Uint8Array.of(0), bytes.subarray(1))), "mistyped"],
      [withFragment(concat(Uint8Array.of(2), bytes.subarray(1), bytes)), "newer-version"],
    ];
    for (const [text, code] of cases) {
      const parsed = parseLinkUrl(text);
      expect(parsed.ok ? "ok" : parsed.error.code, text.slice(0, 90)).toBe(code);
      expect(parsed.ok ? "" : parsed.error.message).toMatch(/^This .+\.$/s);
    }
  });

  test("never throws, whatever is pasted", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, unit: "binary-ascii" }),
        fc.string({ maxLength: 60 }),
        (text, tail) => {
          expect(typeof parseLinkUrl(text).ok).toBe("boolean");
          const close = parseLinkUrl(`https://example.org/j/${tail}`);
          expect(close.ok).toBe(false);
        },
      ),
      { numRuns: count(300, 5_000), seed: 6 },
    );
  });
});

describe("what comes of a link's secret", () => {
  test("door and psk differ, tell nothing of each other, and are the same in page and host", () => {
    const secret = createLinkSecret(random);
    const keys = deriveLinkKeys(native, secret);
    expect(secret.length).toBe(16);
    expect(keys).toEqual(deriveLinkKeys(noble, secret));
    expect([keys.door.length, keys.psk.length]).toEqual([32, 32]);
    expect(hex(keys.door)).not.toBe(hex(keys.psk));
    expect(hex(doorHash(native, keys.door))).toBe(hex(native.sha256(keys.door)));
  });

  test("the derivation is fixed: links that were sent out must work with later versions", () => {
    const keys = deriveLinkKeys(native, new Uint8Array(16).fill(7));
    expect([hex(keys.door), hex(keys.psk)]).toEqual([
      "8bf54227cda8f3aa36dae946ce61b078757a7585e4f55243d3d60d9fac232048",
      "b95d07a3de53efb7a6c81d83d475464753b432f6d5dbfe9d12942ef66ce26516",
    ]);
    expect(hex(hashHostKey(native, new Uint8Array(32).fill(1)))).toBe("72cd6e8422c407fb6d098690f1130b7d");
    expect(hashHostKey(native, hostIdentity.publicKey).length).toBe(16);
  });
});
