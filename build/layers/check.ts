import { posix } from "node:path";
import { importsOf } from "./imports.ts";
import type { Layer } from "./layers.ts";

/** Source files by their path from the root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** One sentence per import that a layer may not have and per cycle; empty where the tree keeps to the rules. */
export function checkLayers(sources: Sources, layers: readonly Layer[]): readonly string[] {
  const violations: string[] = [];
  const graph = new Map<string, string[]>();

  for (const [path, source] of sources) {
    const layer = layerOf(path, layers);
    const neighbours: string[] = [];
    graph.set(path, neighbours);
    if (layer === undefined) {
      violations.push(`${path} lies in no layer: give its folder a row in build/layers/layers.ts.`);
      continue;
    }
    if (/^\/\/\/\s*<reference\s+(lib|types)/m.test(source) && !path.endsWith(".d.ts")) {
      violations.push(`${path} widens its layer's types with a triple-slash reference.`);
    }
    for (const { specifier, line } of importsOf(path, source)) {
      const where = `${path}:${line}`;
      if (!specifier.startsWith(".")) {
        if (!mayUsePackage(layer, specifier)) {
          violations.push(`${where} imports ${specifier}: ${layer.path} may use ${list(layer.packages)}.`);
        }
        continue;
      }
      const target = posix.join(posix.dirname(path), specifier.replace(/[?#].*$/, ""));
      if (sources.has(target)) neighbours.push(target);
      if (!mayImport(layer, target, layers)) {
        violations.push(`${where} imports ${target}: ${layer.path} may import ${list(layer.mayImport)}.`);
      }
    }
  }
  return [...violations, ...cyclesIn(graph).map((cycle) => `These import each other: ${cycle.join(" → ")}.`)];
}

function layerOf(path: string, layers: readonly Layer[]): Layer | undefined {
  let best: Layer | undefined;
  for (const layer of layers) {
    if (isUnder(path, layer.path) && layer.path.length > (best?.path.length ?? -1)) best = layer;
  }
  return best;
}

function mayImport(layer: Layer, target: string, layers: readonly Layer[]): boolean {
  const own = layerOf(target, layers)?.path === layer.path;
  // What brings parts together lies above them and may reach down into them.
  return own || isUnder(target, layer.path) || layer.mayImport.some((path) => isUnder(target, path));
}

function mayUsePackage(layer: Layer, specifier: string): boolean {
  const name = specifier.startsWith("node:") ? "node:" : packageName(specifier);
  return layer.packages.some((each) => {
    // Outside Electron this package throws when it is loaded: it is never covered by a pattern.
    if (each === name || name === "electron") return each === name;
    return each === "*" || (each.startsWith("@") && each.endsWith("/") && name.startsWith(each));
  });
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "nothing outside itself" : `only ${names.join(", ")}`;
}

/** At least one cycle of every tangle, each as the path that leads back to its start. */
function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const cycles: string[][] = [];
  const state = new Map<string, "open" | "done">();
  const trail: string[] = [];
  const visit = (path: string) => {
    state.set(path, "open");
    trail.push(path);
    for (const next of graph.get(path) ?? []) {
      if (state.get(next) === "open") cycles.push([...trail.slice(trail.indexOf(next)), next]);
      else if (!state.has(next)) visit(next);
    }
    trail.pop();
    state.set(path, "done");
  };
  for (const path of graph.keys()) if (!state.has(path)) visit(path);
  return cycles;
}
