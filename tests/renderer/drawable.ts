/** What xterm needs of a browser to draw a screen, and jsdom does not have. Imported before it: it looks as it is loaded. */
Object.defineProperty(document, "fonts", { value: { load: () => Promise.resolve([]) } });
HTMLCanvasElement.prototype.getContext = () => null;
// A letter has a size, so that there are lines to scroll.
Object.defineProperty(HTMLElement.prototype, "offsetWidth", { get: () => 256 });
Object.defineProperty(HTMLElement.prototype, "offsetHeight", { get: () => 16 });

export {};
