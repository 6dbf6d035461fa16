import { parseArgs } from "node:util";
import type { VerifySetup } from "../verify/verify.ts";

/** What `slack-stream-emulator verify` takes. */
export const VERIFY_FLAGS = {
  emulator: { type: "boolean", help: "tries a local emulator instead of a live Slack" },
  quick: { type: "boolean", help: "leaves out what has to wait for minutes" },
  only: { type: "string", value: "TEXT", help: "only what has this in its name or facts, such as S183" },
} as const;

/** Throws what `parseArgs` throws. */
export function readVerify(argv: readonly string[]): VerifySetup {
  const { values } = parseArgs({ args: [...argv], options: VERIFY_FLAGS, strict: true });
  return { emulator: values.emulator ?? false, quick: values.quick ?? false, only: values.only };
}

/** Tries a Slack; the exit code is 1 when a contract does not hold, 2 when something is missing. */
export async function runVerify(setup: VerifySetup): Promise<number> {
  // Loaded when it is needed: whoever only serves does not wait for it.
  const { verify } = await import("../verify/verify.ts");
  const broken = await verify(setup, { environment: process.env, print: console.log });
  return broken === 0 ? 0 : 1;
}
