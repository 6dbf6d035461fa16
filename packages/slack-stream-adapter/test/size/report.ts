import { type EntrySize, measureEntry } from "./measure-entry.ts";

/** `pnpm --filter slack-stream-adapter size`: what each way of importing the library costs, and which modules cost it. */
const ways = {
  "all of .": 'export * from "./index.ts"',
  streamToSlack: 'export { streamToSlack } from "./index.ts"',
  createSlackStream: 'export { createSlackStream } from "./index.ts"',
  repairStream: 'export { repairStream } from "./index.ts"',
  closeAllStreams: 'export { closeAllStreams } from "./index.ts"',
  "all of ./bolt": 'export * from "./bolt/index.ts"',
  "all of ./node": 'export * from "./node/index.ts"',
  "all of ./otel": 'export * from "./telemetry/otel.ts"',
  "all of ./chat-sdk": 'export * from "./chat-sdk/index.ts"',
};

console.log("import               minified   gzipped   modules");
for (const [name, code] of Object.entries(ways)) {
  const size = await measureEntry(code);
  console.log(
    `${name.padEnd(18)} ${column(size.minified)} ${column(size.gzipped)} ${column(size.modules.length)}`,
  );
}

const core = await measureEntry(ways["all of ."]);
console.log("\nfolder of .          minified");
for (const [folder, bytes] of byFolder(core)) console.log(`${folder.padEnd(18)} ${column(bytes)}`);
console.log("\nmodule of .                        minified");
for (const { path, bytes } of core.modules) console.log(`${path.padEnd(32)} ${column(bytes)}`);

function byFolder(size: EntrySize): [string, number][] {
  const folders = new Map<string, number>();
  for (const { path, bytes } of size.modules) {
    const folder = path.includes("/") ? path.slice(0, path.indexOf("/")) : "(root)";
    folders.set(folder, (folders.get(folder) ?? 0) + bytes);
  }
  return [...folders].sort(([, one], [, other]) => other - one);
}

function column(value: number): string {
  return value.toLocaleString("en-US").padStart(10);
}
