import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pack, unpack } from "../../../shared/wire/packing.ts";
import { count } from "../../support/counts.ts";

describe("[F3] a packed screen", () => {
  it("is what it was, whoever packed it", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 3_000 }),
        fc.integer({ min: 1, max: 40 }),
        (data, times) => {
          const screen = new Uint8Array(data.length * times).map(
            (_, index) => data[index % data.length] ?? 0,
          );
          expect(unpack(pack(screen), screen.length)).toEqual(screen);
          expect(unpack(new Uint8Array(deflateRawSync(screen, { level: 1 })), screen.length)).toEqual(screen);
        },
      ),
      { numRuns: count(100, 3_000) },
    );
  });

  it("of another size than was said, cut off, or followed by something is none", () => {
    const screen = new Uint8Array(100_000).map((_, index) => (index * 7_919) % 251);
    const packed = pack(screen);
    expect(unpack(packed, screen.length - 1)).toBeUndefined();
    expect(unpack(packed, screen.length + 1)).toBeUndefined();
    expect(unpack(packed.subarray(0, packed.length - 1), screen.length)).toBeUndefined();
  });

  it("never throws, whatever it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 1, max: 100_000 }), (bytes, size) => {
        const made = unpack(bytes, size);
        expect(made === undefined || made.length === size).toBe(true);
      }),
      { numRuns: count(2_000, 50_000) },
    );
  });

  it("that would become a thousand times as large is given up long before", () => {
    const bomb = new Uint8Array(deflateRawSync(new Uint8Array(256 * 1024 * 1024), { level: 1 }));
    const before = process.memoryUsage();
    expect(unpack(bomb, 1_000)).toBeUndefined();
    const after = process.memoryUsage();
    expect(after.arrayBuffers + after.heapTotal - before.arrayBuffers - before.heapTotal).toBeLessThan(
      64 * 1024 * 1024,
    );
  });
});
