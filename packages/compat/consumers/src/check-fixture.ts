import { cp } from "node:fs/promises";
import { runCommand } from "./run-command.ts";

export interface Fixture {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export type FixtureResult =
  | { readonly type: "passed"; readonly ms: number }
  | { readonly type: "failed"; readonly ms: number; readonly command: string; readonly output: string };

/** Installs a copy of the fixture as its user would, and runs its `check` script. */
export async function checkFixture({ name, from, to }: Fixture): Promise<FixtureResult> {
  const startedAt = performance.now();
  await cp(from, to, { recursive: true });
  for (const [file, ...parameters] of name.startsWith("pnpm-") ? pnpmCommands : npmCommands) {
    const { succeeded, output } = await runCommand({ file, parameters, folder: to });
    const ms = performance.now() - startedAt;
    if (!succeeded) return { type: "failed", ms, command: [file, ...parameters].join(" "), output };
  }
  return { type: "passed", ms: performance.now() - startedAt };
}

type Command = readonly [file: string, ...parameters: string[]];

const npmCommands: readonly Command[] = [
  ["npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"],
  ["npm", "run", "--silent", "check"],
];

const pnpmCommands: readonly Command[] = [
  ["pnpm", "install", "--prefer-offline", "--no-lockfile"],
  ["pnpm", "run", "check"],
];
