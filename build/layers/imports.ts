import { parseSync, Visitor } from "vite";

export interface Import {
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
}

/** Reading is most of the work, and a tree is checked again and again with little changed. */
const known = new Map<string, { readonly source: string; readonly imports: readonly Import[] }>();

/**
 * Everything a module depends on: imports and re-exports with their type-only forms, dynamic imports, `import("…")`
 * types, and files named by `new URL("…", import.meta.url)`. Throws where the source cannot be parsed.
 */
export function importsOf(path: string, source: string): readonly Import[] {
  const before = known.get(path);
  if (before?.source === source) return before.imports;
  const imports = readImports(path, source);
  known.set(path, { source, imports });
  return imports;
}

function readImports(path: string, source: string): readonly Import[] {
  const { program, module, errors } = parseSync(path, source);
  const [failure] = errors;
  if (failure !== undefined) throw new Error(`${path} cannot be parsed: ${failure.message}`);

  const found: { specifier: string; start: number }[] = [];
  const add = (specifier: string, start: number) => found.push({ specifier, start });

  for (const { moduleRequest, start } of module.staticImports) add(moduleRequest.value, start);
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, start } of entries) if (moduleRequest) add(moduleRequest.value, start);
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const text = /^["'`]([^"'`$]+)["'`]$/.exec(source.slice(moduleRequest.start, moduleRequest.end));
    // A computed import could reach anything, so it counts as one that no layer may have.
    add(text?.[1] ?? "<computed>", moduleRequest.start);
  }
  new Visitor({
    TSImportType(node) {
      add(node.source.value, node.start);
    },
    TSExternalModuleReference(node) {
      if (node.expression.type === "Literal") add(String(node.expression.value), node.start);
    },
  }).visit(program);
  for (const match of source.matchAll(/new URL\(\s*["'](\.[^"']+\.[cm]?[jt]sx?)["'],\s*import\.meta\.url/g)) {
    if (match[1] !== undefined) add(match[1], match.index);
  }

  return found.map(({ specifier, start }) => ({
    specifier,
    line: source.slice(0, start).split("\n").length,
  }));
}
