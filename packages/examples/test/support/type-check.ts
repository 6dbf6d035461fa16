import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Block } from "./pages.ts";

const folder = fileURLToPath(new URL("../../", import.meta.url));
/** Packages that pages import and that are no dependency of this workspace, as far as their code uses them. */
const packages = fileURLToPath(new URL("guide-packages.d.ts", import.meta.url));

/**
 * Checks that a reader can paste each block of a page into a file: it has to compile with its own imports and names, and with
 * those of the blocks before it on its page. One message for each fault, with its page and line.
 */
export function typeCheck(pages: readonly (readonly Block[])[]): readonly string[] {
  const sources = new Map(
    pages.flatMap((blocks, page) =>
      blocks.map((_, index) => [
        `${folder}test/page-${page}-${index}.ts`,
        toModule(blocks.slice(0, index + 1)),
      ]),
    ),
  );
  const config = ts.readConfigFile(`${folder}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, folder);
  options.exactOptionalPropertyTypes = false; // as with most readers
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file)?.code ?? readFile(file);
  const program = ts.createProgram([...sources.keys(), packages], options, host);

  return [...sources].flatMap(([file, { block, offset }]) => {
    const source = program.getSourceFile(file);
    return (
      [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
        .map(({ messageText, start = 0 }) => ({
          line: (source?.getLineAndCharacterOfPosition(start).line ?? 0) - offset,
          text: ts.flattenDiagnosticMessageText(messageText, " "),
        }))
        // What is wrong in an earlier block is told of that block.
        .filter(({ line }) => line >= 0)
        .map(({ line, text }) => `${block.page}:${block.line + 1 + line} ${text}`)
    );
  });
}

interface Module {
  readonly block: Block;
  readonly code: string;
  /** Lines before the block. */
  readonly offset: number;
}

/** The last block inside the scopes of those before it: it sees their names, and may take one of them for itself. */
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

/** The imports of a block, each name by itself, and the rest with empty lines in their place. */
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
