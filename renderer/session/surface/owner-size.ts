import type { Disposable } from "../../../shared/base/disposable.ts";
import type { SessionModel } from "../../store/session-model.ts";
import { type CellSize, gridFor, type PaneSize } from "./fit.ts";

/** A window that is being dragged asks once it rests. */
const restMs = 120;

/** The owner's size rules: asks the session to have the size that fills this pane. */
export function createOwnerSize(
  model: SessionModel,
): Disposable & { follow(pane: PaneSize, cell: CellSize): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    follow(pane, cell) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const size = model.client.state?.size;
        if (size === undefined || model.may("steer").decision !== "allow") return;
        const grid = gridFor(pane, cell);
        if (grid.cols === size.cols && grid.rows === size.rows) return;
        void model.client.call("session.resize", grid);
      }, restMs);
    },
    dispose: () => clearTimeout(timer),
  };
}
