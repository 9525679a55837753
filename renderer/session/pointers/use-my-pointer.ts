import { type RefObject, useEffect } from "react";
import { useSession, useSessionModel, useUi } from "../../store/use-session.ts";
import { type Grid, placeAt } from "../annotate/grid.ts";
import { canPoint } from "./pointers.ts";

/** A hand that moves is followed this often; the host passes on no more. */
const everyMs = 60;

/** Shows the others where I point, while pointers are on; over the layer that has the screen's own size. */
export function useMyPointer(pane: RefObject<HTMLElement | null>, grid: Grid | undefined): void {
  const model = useSessionModel();
  const on = useUi((ui) => ui.pointers);
  const may = useSession((view) => view.state !== undefined && canPoint(view.state, view.me));
  useEffect(() => {
    const element = pane.current;
    if (!on || !may || element === null || grid === undefined) return undefined;
    const stop = new AbortController();
    let toldAtMs = Number.NEGATIVE_INFINITY;
    const tell = (event: PointerEvent) => {
      const layer = element.querySelector(".annotations");
      const now = performance.now();
      if (layer === null || event.pointerType === "touch" || now - toldAtMs < everyMs) return;
      const box = layer.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      if (x < 0 || y < 0 || x > box.width || y > box.height) return;
      toldAtMs = now;
      model.client.sendPointer({ ...placeAt(x, y, grid), buffer: grid.buffer });
    };
    element.addEventListener("pointermove", tell, { signal: stop.signal, passive: true });
    element.addEventListener("pointerleave", () => model.client.sendPointer(null), { signal: stop.signal });
    return () => stop.abort();
  }, [model, pane, grid, on, may]);
  useEffect(() => {
    if (!on) return undefined;
    return () => model.client.sendPointer(null);
  }, [model, on]);
}
