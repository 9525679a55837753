/** The most a screen is enlarged: one line of 80 columns is then readable on any phone. */
const mostZoom = 5;

/** Two fingers, or the wheel with Ctrl, enlarge; one finger pans by the pane's own scrolling. */
export function listenToPinch(
  pane: HTMLElement,
  zoom: { readonly get: () => number; readonly set: (zoom: number) => void },
  signal: AbortSignal,
): void {
  let apart: { readonly distance: number; readonly zoom: number } | undefined;

  const zoomTo = (next: number, x: number, y: number) => {
    const before = zoom.get();
    const bounded = Math.min(mostZoom, Math.max(1, next));
    // Near the whole it snaps to it, so that there is a way back.
    const after = bounded < 1.06 ? 1 : bounded;
    if (after === before) return;
    const box = pane.getBoundingClientRect();
    const left = (pane.scrollLeft + x - box.left) * (after / before);
    const top = (pane.scrollTop + y - box.top) * (after / before);
    zoom.set(after);
    pane.scrollTo(left - (x - box.left), top - (y - box.top));
  };
  const spread = (touches: TouchList) => {
    const [a, b] = [touches[0], touches[1]];
    if (a === undefined || b === undefined) return undefined;
    return {
      distance: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
      x: (a.clientX + b.clientX) / 2,
      y: (a.clientY + b.clientY) / 2,
    };
  };

  pane.addEventListener(
    "touchstart",
    (event) => {
      const now = spread(event.touches);
      apart = now === undefined ? undefined : { distance: now.distance, zoom: zoom.get() };
    },
    { signal, passive: true, capture: true },
  );
  pane.addEventListener(
    "touchmove",
    (event) => {
      const now = spread(event.touches);
      if (now === undefined || apart === undefined) {
        // Panning an enlarged screen is the pane's; xterm would scroll its own lines with the same finger.
        if (zoom.get() > 1) event.stopPropagation();
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      zoomTo((apart.zoom * now.distance) / apart.distance, now.x, now.y);
    },
    { signal, passive: false, capture: true },
  );
  pane.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      event.stopPropagation();
      zoomTo(zoom.get() * Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
    },
    { signal, passive: false, capture: true },
  );
}
