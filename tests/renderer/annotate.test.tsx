import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { presented } from "../../renderer/fixtures/casts.ts";
import { AnnotateToolbar } from "../../renderer/session/annotate/annotate-toolbar.tsx";
import { AnnotationLayer } from "../../renderer/session/annotate/annotation-layer.tsx";
import { type Grid, inSight, pixelsOf, placeAt, thinned } from "../../renderer/session/annotate/grid.ts";
import { nowMs, renderAs } from "./support.tsx";

const grid: Grid = {
  cellWidth: 8,
  cellHeight: 16,
  cols: 100,
  rows: 30,
  buffer: "main",
  top: 0,
  first: 0,
};

describe("places on the screen", () => {
  it("are the same cell in every window size", () => {
    const large = { ...grid, cellWidth: 16, cellHeight: 32 };
    const place = placeAt(84, 40, grid);
    expect(place).toEqual({ col: 10.5, line: 2.5 });
    expect(pixelsOf(place, large)).toEqual({ x: 168, y: 80 });
  });

  it("scroll with the text, and stay inside the screen", () => {
    expect(placeAt(-5, 9_999, { ...grid, top: 120 })).toEqual({ col: 0, line: 150 });
    expect(pixelsOf({ col: 0, line: 130 }, { ...grid, top: 125 }).y).toBe(80);
  });

  it("are not drawn where this window shows or holds other lines", () => {
    const points = [{ col: 0, line: 10 }];
    expect(inSight({ buffer: "main", points }, grid)).toBe(true);
    expect(inSight({ buffer: "main", points }, { ...grid, top: 40 })).toBe(false);
    expect(inSight({ buffer: "main", points }, { ...grid, first: 11, top: 11 })).toBe(false);
    expect(inSight({ buffer: "alternate", points }, grid)).toBe(false);
    expect(inSight({ buffer: "alternate", points }, { ...grid, buffer: "alternate" })).toBe(true);
  });

  it("are thinned to as many as may be sent, the first and the last among them", () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({ col: index / 10, line: 1 }));
    const few = thinned(many, 200);
    expect(few).toHaveLength(200);
    expect([few[0], few.at(-1)]).toEqual([many[0], many.at(-1)]);
  });
});

describe("what is drawn over the screen", () => {
  it("is shown with its label and whose it is, and read out", () => {
    const cast = presented(nowMs);
    renderAs(cast, cast.mia, <AnnotationLayer grid={grid} />);
    expect(screen.getByText("holds the lock").parentElement?.textContent).toContain("Ben Okafor");
    expect(screen.getByRole("img").getAttribute("aria-label")).toContain("Mia: pool is full on every node");
  });

  it("is drawn by keyboard: a cell cursor, Enter for each corner", async () => {
    const cast = presented(nowMs);
    const { client, model } = renderAs(cast, cast.ben, <AnnotationLayer grid={grid} />);
    model.ui.setState({ annotating: true });
    const board = await screen.findByTestId("board");
    const press = (key: string, shiftKey = false) => fireEvent.keyDown(board, { key, shiftKey });
    press("Enter");
    press("ArrowRight", true);
    press("ArrowDown");
    press("Enter");
    await waitFor(() => expect(client.called).toHaveLength(1));
    expect(client.called[0]).toEqual({
      name: "annotation.add",
      input: {
        shape: "box",
        colour: "person",
        seconds: 30,
        where: {
          unit: "cells",
          buffer: "main",
          points: [
            { col: 50, line: 15 },
            { col: 56, line: 17 },
          ],
        },
      },
    });
    expect(cast.session.state.annotations.at(-1)).toMatchObject({ shape: "box", participant: cast.ben });
  });

  it("is drawn by dragging, to tenths of a cell on the lines in sight", async () => {
    const cast = presented(nowMs);
    const { client, model } = renderAs(cast, cast.ben, <AnnotationLayer grid={{ ...grid, top: 7 }} />);
    model.ui.setState((ui) => ({ annotating: true, tool: { ...ui.tool, shape: "arrow" } }));
    const board = await screen.findByTestId("board");
    fireEvent.pointerDown(board, { button: 0, clientX: 80, clientY: 16, pointerId: 1 });
    fireEvent.pointerMove(board, { clientX: 160, clientY: 40, pointerId: 1 });
    fireEvent.pointerUp(board, { clientX: 160, clientY: 40, pointerId: 1 });
    await waitFor(() => expect(client.called).toHaveLength(1));
    expect(client.called[0]?.input).toMatchObject({
      shape: "arrow",
      where: {
        points: [
          { col: 10, line: 8 },
          { col: 20, line: 9.5 },
        ],
      },
    });
  });

  it("asks for the words of a text where it will stand, and draws nothing without any", async () => {
    const cast = presented(nowMs);
    const { client, model } = renderAs(cast, cast.ben, <AnnotationLayer grid={grid} />);
    model.ui.setState((ui) => ({ annotating: true, tool: { ...ui.tool, shape: "warning" } }));
    const board = await screen.findByTestId("board");
    fireEvent.keyDown(board, { key: "Enter" });
    fireEvent.keyDown(screen.getByLabelText("What it says"), { key: "Escape" });
    expect(screen.queryByLabelText("What it says")).toBeNull();
    fireEvent.keyDown(board, { key: "Enter" });
    const input = screen.getByLabelText("What it says");
    fireEvent.change(input, { target: { value: "Do not restart" } });
    fireEvent.keyDown(input, { key: "Enter" });
    await screen.findByText("Do not restart");
    expect(client.called).toHaveLength(1);
  });

  it("leaves the keys of its words to an input method that composes them", async () => {
    const cast = presented(nowMs);
    const { client, model } = renderAs(cast, cast.ben, <AnnotationLayer grid={grid} />);
    model.ui.setState((ui) => ({ annotating: true, tool: { ...ui.tool, shape: "warning" } }));
    fireEvent.keyDown(await screen.findByTestId("board"), { key: "Enter" });
    const input = screen.getByLabelText("What it says");
    fireEvent.change(input, { target: { value: "きけn" } });
    for (const key of ["Escape", "Enter"]) {
      fireEvent.keyDown(input, { key, isComposing: true });
      expect(screen.getByLabelText("What it says"), key).toHaveProperty("value", "きけn");
    }
    fireEvent.change(input, { target: { value: "危険" } });
    fireEvent.keyDown(input, { key: "Enter" });
    await screen.findByText("危険");
    expect(client.called).toMatchObject([{ input: { label: "危険" } }]);
  });

  it("stops when the right to draw is taken away", async () => {
    const cast = presented(nowMs);
    const { model } = renderAs(cast, cast.ben, <AnnotateToolbar />);
    model.ui.setState({ annotating: true });
    cast.session.happen({
      type: "permission.changed",
      participant: cast.ben,
      by: cast.session.owner,
      permissions: { allow_annotations: false },
    });
    await waitFor(() => expect(model.ui.getState().annotating).toBe(false));
    expect(screen.queryByTestId("annotate-bar")).toBeNull();
  });
});

describe("pointers of the others", () => {
  it("are drawn once asked for, where they point, and not on another screen than mine", async () => {
    const cast = presented(nowMs);
    const { client, model } = renderAs(cast, cast.mia, <AnnotationLayer grid={grid} />);
    client.point(cast.ben, { col: 10, line: 2, buffer: "main" });
    client.point(cast.cleo, { col: 10, line: 2, buffer: "alternate" });
    expect(screen.queryAllByTestId("pointer")).toEqual([]);
    model.ui.setState({ pointers: true });
    const shown = await screen.findAllByTestId("pointer");
    expect(shown.map((each) => [each.textContent, each.style.transform])).toEqual([
      ["Ben Okafor", "translate(80px, 32px)"],
    ]);
    client.point(cast.ben, null);
    await waitFor(() => expect(screen.queryAllByTestId("pointer")).toEqual([]));
  });
});
