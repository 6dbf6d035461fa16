import { spawn } from "node:child_process";

export interface Command {
  readonly file: string;
  readonly parameters: readonly string[];
  readonly folder: string;
}

/** A stream that never ends would wait for ever; the slowest needs half a minute. */
const deadlineMs = 240_000;

/** Runs a command as if it had been typed in that folder; what it prints is kept for the case that it fails. */
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

/** What pnpm tells its scripts of this workspace is not for the package manager of another project. */
function outsideOfAnyScript(): NodeJS.ProcessEnv {
  const isOfScript = /^(npm_(package|lifecycle|command|config_local_prefix)|pnpm_|NODE_OPTIONS$|NODE_PATH$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfScript.test(name)));
}
