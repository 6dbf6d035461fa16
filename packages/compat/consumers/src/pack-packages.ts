import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "./run-command.ts";

/** Makes the tarballs that would be published, without a version in their names: the fixtures name them. */
export async function packPackages(place: string): Promise<void> {
  for (const name of ["slack-stream-adapter", "slack-stream-emulator"]) {
    const { succeeded, output } = await runCommand({
      file: "pnpm",
      parameters: ["pack", "--out", join(place, `${name}.tgz`)],
      folder: fileURLToPath(new URL(`../../../${name}`, import.meta.url)),
    });
    if (!succeeded) throw new Error(`pnpm pack of ${name} failed\n${output}`);
  }
}
