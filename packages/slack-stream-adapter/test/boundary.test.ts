import { dirname, join, normalize } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { list, read, root, sources } from "./support/source-files.ts";

const sourceFolder = "packages/slack-stream-adapter/src";

const shared = ["types", "errors.ts", "limits.ts", "options", "call-listener.ts"];
const core = [...shared, "clock.ts", "on-abort.ts"];

/** The imports that a folder may have besides itself. A file in no folder may import every folder of the core. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  types: ["clock.ts", "errors.ts"],
  options: ["types", "limits.ts", "call-listener.ts", "clock.ts", "slack"],
  source: [...shared, "clock.ts"],
  markdown: ["limits.ts"],
  // It asks whether new text is worth composing. Otherwise it imports only types.
  pacing: [...core, "source", "markdown"],
  slack: [...shared, "clock.ts"],
  // The agent's parts beside the text start and end with the answer, and do not depend on it.
  durable: [...core, "answer", "source", "slack", "repair-stream.ts", "markdown"],
  answer: [...core, "source", "markdown", "pacing", "slack", "agent", "telemetry"],
  agent: [...core, "slack", "source"],
  // The drop-in implements `SlackCalls` itself, so it needs more than the public entry.
  "chat-sdk": [...core, "index.ts", "durable", "slack", "answer", "source", "agent"],
  bolt: [...shared, "clock.ts", "slack", "agent", "durable", "index.ts"],
  // It publishes the core's events. otel.ts is a separate entry.
  telemetry: [...shared, "slack"],
  node: ["index.ts", "limits.ts", "options"],
};

const entriesBesideTheCore = ["chat-sdk", "bolt", "node"];

/** Packages that a folder may import; none elsewhere. */
const mayImportPackages: Readonly<Record<string, RegExp>> = {
  "chat-sdk": /^(chat|@chat-adapter\/slack)$/,
  // The build bundles it.
  source: /^eventsource-parser$/,
  bolt: /^@slack\/bolt$/,
  node: /^node:/,
  telemetry: /^@opentelemetry\/api$/,
};

test("each folder imports only what it may", () => {
  const wrong = imports().filter(({ area, target }) => {
    if (target.type === "package") return !(mayImportPackages[area]?.test(target.name) ?? false);
    if (target.area === area) return false;
    const allowed = mayImport[area];
    return allowed === undefined
      ? entriesBesideTheCore.includes(target.area)
      : !allowed.includes(target.area);
  });
  expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
});

test("only clock.ts uses time and timers", () => {
  const clocks =
    /\b(setTimeout|setInterval|setImmediate|queueMicrotask)\s*\(|\bDate\.now\b|\bperformance\.|\bnew Date\(\)|\bAbortSignal\.timeout\b/;
  const wrong = sources(sourceFolder).filter(
    ({ path, code }) => !path.endsWith("/clock.ts") && clocks.test(code),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("only slack/ calls Slack", () => {
  const calls = /\bapiCall\(|\bfetch\(/;
  const wrong = sources(sourceFolder).filter(
    ({ path, code }) => !path.includes("/slack/") && calls.test(code),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("library and emulator share no code", () => {
  const importing = (folder: string, name: string) =>
    sources(folder).filter(({ code }) => new RegExp(`from "${name}|/${name}/`).test(code));
  expect(importing(sourceFolder, "slack-stream-emulator")).toEqual([]);
  expect(importing("packages/slack-stream-emulator/src", "slack-stream-adapter")).toEqual([]);
});

test("every fact that code and docs cite exists", () => {
  const known = new Set([...read("docs/slack-facts.md").matchAll(/^\| (S\d+) \|/gm)].map(([, fact]) => fact));
  expect(known.size).toBeGreaterThan(0);
  const pages = ["AGENTS.md", "CONTRIBUTING.md", "README.md", ...list("docs"), ...list("packages")];
  const wrong = pages
    .filter((path) => /\.(ts|tsx|md)$/.test(path))
    .flatMap((path) => [...read(path).matchAll(/(?<![\w-])S\d+\b/g)].map(([fact]) => ({ path, fact })))
    .filter(({ fact }) => !known.has(fact));
  expect(wrong.map(({ path, fact }) => `${path}: ${fact}`)).toEqual([]);
});

test("the public types need neither ai nor Node nor a Slack package", () => {
  const declarations = publicDeclarations();
  expect(declarations.map(({ path }) => path)).toContain("index.d.ts");
  const foreign = /from "(?!\.)|import\("(?!\.)|\bNodeJS\.|\bBuffer\b|<reference types/;
  expect(declarations.filter(({ text }) => foreign.test(text)).map(({ path }) => path)).toEqual([]);
});

test("the library has no runtime dependency", () => {
  const manifest: unknown = JSON.parse(read("packages/slack-stream-adapter/package.json"));
  expect(manifest).not.toHaveProperty("dependencies");
});

type Target =
  | { readonly type: "package"; readonly name: string }
  | { readonly type: "file"; readonly area: string };

function imports() {
  return sources(sourceFolder).flatMap(({ path, code }) => {
    const file = path.slice(sourceFolder.length + 1);
    const specifiers = [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"\s]+)"/g)].map(
      ([, name = ""]) => name,
    );
    return specifiers.map((specifier) => ({
      file,
      specifier,
      area: toArea(file),
      target: toTarget(file, specifier),
    }));
  });
}

function toTarget(file: string, specifier: string): Target {
  if (!specifier.startsWith(".")) return { type: "package", name: specifier };
  return { type: "file", area: toArea(normalize(join(dirname(file), specifier))) };
}

/** The folder below `src`, or the file itself if it is in no folder. */
function toArea(file: string): string {
  return file.split("/")[0] ?? file;
}

/** The declarations of index.ts and of all their imports, which a user's compiler reads. */
function publicDeclarations() {
  const source = join(root, sourceFolder);
  const emitted = new Map<string, string>();
  const program = ts.createProgram([join(source, "index.ts")], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
    types: [],
    strict: true,
    declaration: true,
    emitDeclarationOnly: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noCheck: true,
    rootDir: source,
    outDir: "/",
  });
  program.emit(undefined, (path, text) => emitted.set(path.replace(/^\//, ""), text));
  const reached = new Set(["index.d.ts"]);
  for (const path of reached) {
    for (const [, specifier = ""] of (emitted.get(path) ?? "").matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
      reached.add(normalize(join(dirname(path), specifier.replace(/\.ts$/, ".d.ts"))));
    }
  }
  return [...reached].map((path) => ({ path, text: emitted.get(path) ?? "" }));
}
