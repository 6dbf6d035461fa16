import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Block } from "./pages.ts";

const folder = fileURLToPath(new URL("../../", import.meta.url));
const declared = ["guide-names.d.ts", "guide-packages.d.ts"].map((file) =>
  fileURLToPath(new URL(file, import.meta.url)),
);

/** On the line before the block: what the DOM's globals would stand in the way of elsewhere. */
const given = [
  "export {};",
  "declare const prompt: string;",
  'declare const event: import("slack-stream-adapter").AgentSessionStoppedEvent & { readonly type: string };',
  "\n",
].join("");

/** Checks blocks of a page as if each were a module of this package; one message for each fault, with its page and line. */
export function typeCheck(blocks: readonly Block[]): readonly string[] {
  const sources = new Map(
    blocks.map((block, index) => [
      `${folder}test/block-${index}.ts`,
      { block, code: `${given}${block.code}` },
    ]),
  );
  const config = ts.readConfigFile(`${folder}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, folder);
  options.exactOptionalPropertyTypes = false; // as with most readers
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file)?.code ?? readFile(file);
  const program = ts.createProgram([...sources.keys(), ...declared], options, host);

  return [...sources.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText, start = 0 }) => {
        const block = sources.get(file)?.block;
        const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + (block?.line ?? 0);
        return `${block?.page}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
      },
    );
  });
}
