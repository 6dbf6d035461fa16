import { parseArgs } from "node:util";
import type { VerifySetup } from "../verify/verify.ts";

/** The options of `slack-stream-emulator verify`. */
export const VERIFY_FLAGS = {
  emulator: { type: "boolean", help: "tries a local emulator instead of a live Slack" },
  quick: { type: "boolean", help: "leaves out what has to wait for minutes" },
  only: { type: "string", value: "TEXT", help: "only what has this in its name or facts, such as S183" },
} as const;

/** Reads the options. Throws the errors of `parseArgs`. */
export function readVerify(argv: readonly string[]): VerifySetup {
  const { values } = parseArgs({ args: [...argv], options: VERIFY_FLAGS, strict: true });
  return { emulator: values.emulator ?? false, quick: values.quick ?? false, only: values.only };
}

/** Checks a Slack. The exit code is 1 if a contract does not hold, and 2 if the environment is incomplete. */
export async function runVerify(setup: VerifySetup): Promise<number> {
  // Loaded here, so that `serve` does not wait for it.
  const { verify } = await import("../verify/verify.ts");
  const broken = await verify(setup, { environment: process.env, print: console.log });
  return broken === 0 ? 0 : 1;
}
