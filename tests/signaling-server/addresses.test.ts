import { describe, expect, test } from "vitest";
import { countedAs, isLoopback } from "../../signaling-server/addresses.ts";
import { createFailures } from "../../signaling-server/failures.ts";

test("an IPv4 address is counted for itself, an IPv6 one for its /64, however it is written", () => {
  const pairs: readonly (readonly [address: string, counted: string])[] = [
    ["203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:db8::1:2:3:4:5", "2001:db8:0:1::/64"],
    ["::1", "0:0:0:0::/64"],
    ["::", "0:0:0:0::/64"],
    ["unknown", "unknown"],
  ];
  for (const [address, counted] of pairs) expect(countedAs(address)).toBe(counted);
});

test("this machine is 127.0.0.0/8 and ::1, and nothing that looks like it", () => {
  expect(["127.0.0.1", "127.8.9.10", "::1"].map(isLoopback)).toEqual([true, true, true]);
  expect(["127.0.0.1.evil.example", "::11", "10.127.0.1", "unknown"].map(isLoopback)).toEqual(
    Array(4).fill(false),
  );
});

describe("failures", () => {
  const limits = { failures: 3, windowMs: 1_000, addresses: 2 };

  test("limit an address with the last one allowed, until its window ends", () => {
    const failures = createFailures(limits);
    expect([100, 200, 300].map((nowMs) => failures.note("a", nowMs))).toEqual([false, false, true]);
    expect([300, 1_099, 1_100].map((nowMs) => failures.isLimited("a", nowMs))).toEqual([true, true, false]);
    expect(failures.waitMs("a", 300)).toBe(0);
    expect(failures.isLimited("b", 300)).toBe(false);
  });

  test("say how long an address has to wait", () => {
    const failures = createFailures(limits);
    for (let i = 0; i < 5; i++) failures.note("a", 100);
    expect(failures.waitMs("a", 400)).toBe(700);
  });

  test("remember so many addresses, and forget the one that failed first", () => {
    const failures = createFailures(limits);
    for (const address of ["a", "b"]) for (let i = 0; i < 3; i++) failures.note(address, 10);
    failures.note("c", 20);
    expect(["a", "b", "c"].map((address) => failures.isLimited(address, 30))).toEqual([false, true, false]);
  });
});
