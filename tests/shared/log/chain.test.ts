import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { resumeChain, startChain } from "../../../shared/log/chain.ts";
import { crypto } from "./fixture.ts";

const sha256 = (...parts: readonly Uint8Array[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};

test("[L1] each head is the hash of the head before and of the line's hash", () => {
  const [header, first, second] = ["header", "first", "second"].map(utf8);
  if (header === undefined || first === undefined || second === undefined) throw new Error("three lines");
  const chain = startChain(crypto.sha256, header);
  const start = chain.head;
  expect([chain.n, start]).toEqual([0, sha256(header)]);
  chain.append(first);
  const one = sha256(sha256(header), sha256(first));
  expect([chain.n, chain.head]).toEqual([1, one]);
  chain.append(second);
  expect([chain.n, chain.head]).toEqual([2, sha256(one, sha256(second))]);
  expect(start, "a head that was kept stays").toEqual(sha256(header));

  const resumed = resumeChain(crypto.sha256, { n: 1, head: one });
  resumed.append(second);
  expect([resumed.n, resumed.head]).toEqual([chain.n, chain.head]);
});
