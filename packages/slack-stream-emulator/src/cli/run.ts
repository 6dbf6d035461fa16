import type { Command } from "./arguments.ts";
import { toCoverageText } from "./coverage-text.ts";
import { toHelp } from "./flags.ts";
import { serve } from "./serve.ts";
import { UsageError } from "./usage-error.ts";
import { runVerify } from "./verify.ts";
import { readVersion } from "./version.ts";

/** Does what the command line asked for; hands back the exit code. */
export async function runCommand(command: Command): Promise<number> {
  switch (command.type) {
    case "help":
      console.log(toHelp());
      return 0;
    case "version":
      console.log(await readVersion());
      return 0;
    case "coverage":
      console.log(toCoverageText());
      return 0;
    case "problem":
      return fail(command.sentence);
    case "verify":
      try {
        return await runVerify(command.verify);
      } catch (error) {
        return fail(error instanceof Error ? error.message : String(error));
      }
    case "serve":
      try {
        await serve(command.serve);
        return 0;
      } catch (error) {
        // A bad number among the options is told by the emulator itself.
        if (error instanceof UsageError || error instanceof RangeError) return fail(error.message);
        throw error;
      }
  }
}

/** Wrong use has the exit code that shells give it. */
const WRONG_USE = 2;

function fail(sentence: string): number {
  console.error(`slack-stream-emulator: ${sentence.replace(/[.\s]*$/, "")}.`);
  return WRONG_USE;
}
