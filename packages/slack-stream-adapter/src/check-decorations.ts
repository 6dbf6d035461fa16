import { checkType } from "./check-type.ts";
import { describe } from "./describe.ts";
import { limits } from "./limits.ts";
import type { SlackBlock, SlackMetadata, StreamOptions } from "./types.ts";

/**
 * Checks what belongs to a message beside its text: known in advance, or only when the answer ends.
 *
 * @throws TypeError | RangeError naming the option, the rule and the value.
 */
export function checkDecorations(options: StreamOptions): void {
  const { stopBlocks = [], metadata } = options;
  if (!Array.isArray(stopBlocks))
    throw new TypeError(`stopBlocks must be an array of blocks, got ${describe(stopBlocks)}`);
  if (stopBlocks.length > limits.stopBlocks)
    throw new RangeError(`stopBlocks must be at most ${limits.stopBlocks}, got ${stopBlocks.length}`);
  for (const block of stopBlocks as readonly (SlackBlock | undefined)[]) {
    if (typeof block?.type !== "string")
      throw new TypeError(`stopBlocks must be blocks, each with a type; got ${describe(block)}`);
  }
  if (metadata !== undefined && !isMetadata(metadata)) {
    throw new TypeError(
      `metadata must have event_type, a string, and event_payload, an object; got ${describe(metadata)}`,
    );
  }
  for (const name of ["username", "iconEmoji", "iconUrl"] as const) checkType(name, options[name], "string");
}

function isMetadata(value: Partial<SlackMetadata> | null): boolean {
  const payload = value?.event_payload;
  return typeof value?.event_type === "string" && typeof payload === "object" && payload !== null;
}
