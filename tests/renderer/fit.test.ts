import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fittingFor, fontSizes, gridFor, scrollbarWidth } from "../../renderer/session/surface/fit.ts";
import { count } from "../support/counts.ts";

const pane = fc.record({
  width: fc.integer({ min: 200, max: 4_000 }),
  height: fc.integer({ min: 150, max: 2_500 }),
});
const cellAt = fc.record({ fontSize: fc.integer({ min: 8, max: 26 }) }).map(({ fontSize }) => ({
  fontSize,
  width: fontSize * 0.6,
  height: fontSize * 1.5,
}));

describe("the size of a screen", () => {
  it("an owner's grid fits the pane and leaves less than a cell", () => {
    fc.assert(
      fc.property(pane, cellAt, (room, cell) => {
        const { cols, rows } = gridFor(room, cell);
        if (cols === 20 || rows === 4) return;
        expect(cols * cell.width + scrollbarWidth).toBeLessThanOrEqual(room.width);
        expect((cols + 1) * cell.width + scrollbarWidth).toBeGreaterThan(room.width);
        expect(rows * cell.height).toBeLessThanOrEqual(room.height);
      }),
      { numRuns: count(200, 5_000), seed: 7 },
    );
  });

  it("a viewer sees the owner's whole grid, at a whole font size where one fits", () => {
    const grid = fc.record({
      cols: fc.integer({ min: 2, max: 400 }),
      rows: fc.integer({ min: 1, max: 150 }),
    });
    fc.assert(
      fc.property(pane, cellAt, grid, (room, cell, { cols, rows }) => {
        const fitting = fittingFor(room, { cols, rows }, cell);
        const scale = fitting.kind === "scale" ? fitting.scale : 1;
        const height = rows * fitting.fontSize * 1.5 * scale;
        const width = cols * fitting.fontSize * 0.6 * scale;
        if (scale > 0.1) {
          expect(width).toBeLessThanOrEqual(room.width);
          expect(height).toBeLessThanOrEqual(room.height + 0.001);
        }
        if (fitting.kind === "font") {
          expect(Number.isInteger(fitting.fontSize)).toBe(true);
          expect(fitting.fontSize).toBeGreaterThanOrEqual(fontSizes.least);
        } else {
          expect(
            cols * fontSizes.least * 0.6 + scrollbarWidth > room.width ||
              rows * fontSizes.least * 1.5 > room.height,
          ).toBe(true);
        }
      }),
      { numRuns: count(300, 10_000), seed: 11 },
    );
  });
});
