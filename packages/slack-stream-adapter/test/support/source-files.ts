import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. All paths are relative to it. */
export const root = fileURLToPath(new URL("../../../../", import.meta.url));

export interface SourceFile {
  readonly path: string;
  /** Without comments. */
  readonly code: string;
}

/** The code of all packages of the workspace, without tests. */
export function packageSources(): readonly SourceFile[] {
  const names = ["packages", "packages/compat"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  return [...names.map((name) => `${name}/src`), "packages/slack-stream-emulator/page"]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(sources);
}

/** The code below a folder, without tests. */
export function sources(folder: string): readonly SourceFile[] {
  return list(folder)
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|d)\.tsx?$/.test(path))
    .map((path) => ({ path, code: withoutComments(read(path)) }));
}

/** All files below a folder that are not generated. */
export function list(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return ["node_modules", "dist", "coverage"].includes(entry.name) || entry.name.startsWith(".")
      ? []
      : list(path);
  });
}

export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function withoutComments(code: string): string {
  return code.replace(/^\s*\/\*[\s\S]*?\*\/$/gm, "").replace(/^\s*\/\/.*$/gm, "");
}
