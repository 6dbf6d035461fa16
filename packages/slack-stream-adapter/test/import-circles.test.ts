import { dirname, join, normalize } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { packageSources } from "./support/source-files.ts";

test("no file of a package imports itself through others, types aside", () => {
  const graph = new Map(packageSources().map(({ path, code }) => [path, toValueImports(path, code)]));
  expect(graph.size).toBeGreaterThan(300);
  expect(findCircle(graph)?.join(" → ")).toBeUndefined();
});

test("a circle is found, and a circle of types alone is none", () => {
  const sources = {
    a: 'import { b } from "./b.ts";',
    b: 'export * from "./c.ts";',
    c: 'import { a } from "./a.ts";',
  };
  const toGraph = (files: Record<string, string>) =>
    new Map(Object.entries(files).map(([name, code]) => [`${name}.ts`, toValueImports(`${name}.ts`, code)]));
  expect(findCircle(toGraph(sources))).toEqual(["a.ts", "b.ts", "c.ts", "a.ts"]);
  expect(findCircle(toGraph({ ...sources, c: 'import { type A } from "./a.ts";' }))).toBeUndefined();
  expect(findCircle(toGraph({ ...sources, c: 'import type { A } from "./a.ts";' }))).toBeUndefined();
  expect(findCircle(toGraph({ ...sources, c: 'export type { A } from "./a.ts";' }))).toBeUndefined();
});

/** The files that are loaded with this file. Imports of only types are erased. */
function toValueImports(path: string, code: string): readonly string[] {
  const { statements } = ts.createSourceFile(path, code, ts.ScriptTarget.ES2022);
  return statements.flatMap((statement) => {
    const specifier = toSpecifier(statement);
    return specifier?.startsWith(".") ? [normalize(join(dirname(path), specifier))] : [];
  });
}

function toSpecifier(statement: ts.Statement): string | undefined {
  if (ts.isImportDeclaration(statement)) {
    const { importClause, moduleSpecifier } = statement;
    const bindings = importClause?.namedBindings;
    const areTypes =
      bindings !== undefined &&
      ts.isNamedImports(bindings) &&
      importClause?.name === undefined &&
      bindings.elements.every(({ isTypeOnly }) => isTypeOnly);
    return importClause?.isTypeOnly || areTypes ? undefined : toText(moduleSpecifier);
  }
  if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return undefined;
  return toText(statement.moduleSpecifier);
}

function toText(specifier: ts.Expression | undefined): string | undefined {
  return specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : undefined;
}

/** Returns the first circle, from a file back to itself. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(file);
    if (at !== -1) return [...path.slice(at), file];
    if (finished.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle !== undefined) return circle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
