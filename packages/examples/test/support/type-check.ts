import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Block } from "./pages.ts";

const inExamples = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** The native compiler, which takes a third of the time. */
const compiler = fileURLToPath(new URL("../../../../node_modules/typescript/bin/tsc", import.meta.url));
/** Packages that pages import and that are no dependency of this workspace, as far as their code uses them. */
const packages = inExamples("test/support/guide-packages.d.ts");

/**
 * Checks that a reader can paste each block of a page into a file: it has to compile with its own imports and names, and with
 * those of the blocks before it on its page. One message for each fault, with its page and line.
 */
export function typeCheck(pages: readonly (readonly Block[])[]): readonly string[] {
  const modules = new Map(
    pages.flatMap((blocks, page) =>
      blocks.map((_, index) => [`page-${page}-${index}.ts`, toModule(blocks.slice(0, index + 1))]),
    ),
  );
  return compile(modules).flatMap((told) => {
    const { name = "", line = "", text } = fault.exec(told)?.groups ?? {};
    const found = modules.get(name);
    // The following lines are indented, and add details to the line before.
    if (found === undefined) return told === "" || told.startsWith(" ") ? [] : [told];
    const { block, offset } = found;
    const inBlock = Number(line) - 1 - offset;
    // An error in an earlier block is reported for that block.
    return inBlock < 0 ? [] : [`${block.page}:${block.line + 1 + inBlock} ${text}`];
  });
}

const fault = /(?<name>page-\d+-\d+\.ts)\((?<line>\d+),\d+\): error TS\d+: (?<text>.*)$/;

/** The lines that the compiler prints. */
function compile(modules: ReadonlyMap<string, Module>): readonly string[] {
  // Inside of the package, because the code imports the package's dependencies.
  const caches = inExamples("node_modules/.cache");
  mkdirSync(caches, { recursive: true });
  const folder = mkdtempSync(join(caches, "pages-"));
  try {
    for (const [name, { code }] of modules) writeFileSync(join(folder, name), code);
    const config = {
      extends: inExamples("../../tsconfig.json"),
      // Most readers do not set this option.
      compilerOptions: { noEmit: true, exactOptionalPropertyTypes: false },
      files: [packages, ...modules.keys()],
      include: [],
      exclude: [],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const { stdout } = spawnSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
      encoding: "utf8",
    });
    return stdout.split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Module {
  readonly block: Block;
  readonly code: string;
  /** Lines before the block. */
  readonly offset: number;
}

/** Nests the last block in the scopes of the earlier blocks. It sees their names, and may declare one of them again. */
function toModule(blocks: readonly Block[]): Module {
  const [block] = blocks.slice(-1);
  if (block === undefined) throw new RangeError("a page without a block");
  const parts = blocks.map(({ code }) => splitImports(code));
  const imports = new Map(parts.flatMap((part) => part.imports));
  const before = parts.slice(0, -1).map(({ rest }) => `async () => {\n${rest}\n`);
  const head = `${[...imports.values()].join("\n")}\nexport {};\n${before.join("")}async () => {\n`;
  const code = `${head}${parts.at(-1)?.rest}\n${"};\n".repeat(blocks.length)}`;
  return { block, code, offset: head.split("\n").length - 1 };
}

/** Splits a block into its imports, each name by itself, and the rest, with empty lines instead of the imports. */
function splitImports(code: string): { imports: [string, string][]; rest: string } {
  const file = ts.createSourceFile("block.ts", code, ts.ScriptTarget.Latest);
  const imports: [string, string][] = [];
  let rest = code;
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const from = statement.moduleSpecifier.getText(file);
    const clause = statement.importClause;
    if (clause?.name !== undefined)
      imports.push([clause.name.text, `import ${clause.name.text} from ${from};`]);
    const bound = clause?.namedBindings;
    if (bound !== undefined && ts.isNamespaceImport(bound)) {
      imports.push([bound.name.text, `import * as ${bound.name.text} from ${from};`]);
    }
    if (bound !== undefined && ts.isNamedImports(bound)) {
      for (const one of bound.elements) {
        imports.push([one.name.text, `import { ${one.getText(file)} } from ${from};`]);
      }
    }
    const text = code.slice(statement.pos, statement.end);
    rest = rest.replace(text, text.replace(/[^\n]+/g, ""));
  }
  return { imports, rest: rest.replace(/^export (?=async |function |const |default )/gm, "") };
}
