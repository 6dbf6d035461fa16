import { spawn } from "node:child_process";

export interface Command {
  readonly file: string;
  readonly parameters: readonly string[];
  readonly folder: string;
}

/** A limit for a stream that never ends. The slowest command needs half a minute, and much more on a busy machine. */
const deadlineMs = 1_200_000;

/** Runs a command in a folder. Its output is kept, and shown if it fails. */
export function runCommand({
  file,
  parameters,
  folder,
}: Command): Promise<{ succeeded: boolean; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, parameters, {
      cwd: folder,
      env: outsideOfAnyScript(),
      stdio: ["ignore", "pipe", "pipe"],
      timeout: deadlineMs,
    });
    const output: string[] = [];
    const keep = (text: Buffer) => void output.push(text.toString());
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => keep(Buffer.from(`${error}\n`)));
    child.on("close", (code, signal) => {
      if (signal !== null) keep(Buffer.from(`ended by ${signal}\n`));
      resolve({ succeeded: code === 0, output: output.join("") });
    });
  });
}

/**
 * Removes the variables that pnpm sets for scripts of this workspace, because they would confuse another project's
 * package manager.
 */
function outsideOfAnyScript(): NodeJS.ProcessEnv {
  const isOfScript = /^(npm_(package|lifecycle|command|config_local_prefix)|pnpm_|NODE_OPTIONS$|NODE_PATH$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfScript.test(name)));
}
