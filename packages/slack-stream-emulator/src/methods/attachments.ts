import { findBlockProblems } from "../block-kit/blocks.ts";
import { isRecord } from "../content/chunks.ts";
import { type Answer, refuse, refuseArgument, refuseArguments } from "../protocol/answer.ts";
import { SLACK_LIMITS } from "../slack-limits.ts";

/** Returns the refusal of a `blocks` argument, or undefined if it is valid. */
export function checkBlocks(blocks: unknown): Answer | undefined {
  return blocks === undefined
    ? undefined
    : refuseBlocks(blocks, { code: "invalid_blocks", pointer: "blocks", max: SLACK_LIMITS.blocksPerMessage });
}

/** The refusal of blocks at any place, with each problem and its place. */
export function refuseBlocks(
  blocks: unknown,
  { code, pointer, max }: { code: string; pointer: string; max: number },
): Answer | undefined {
  const problems = findBlockProblems(blocks, { pointer, max });
  return problems.length === 0 ? undefined : refuseArguments(code, problems);
}

export function refuseTooManyBlocks(): Answer {
  return refuseArgument("invalid_blocks", {
    pointer: "blocks",
    rule: `no more than ${SLACK_LIMITS.blocksPerMessage} items allowed`,
  });
}

export function checkMetadata(metadata: unknown): Answer | undefined {
  if (metadata === undefined) return undefined;
  if (!isRecord(metadata)) return refuse("invalid_metadata_format");
  if (Object.keys(metadata).length === 0) return undefined;
  const isEvent = typeof metadata.event_type === "string" && isRecord(metadata.event_payload);
  return isEvent ? undefined : refuse("invalid_metadata_schema");
}

/** Reads metadata. An empty object removes it. */
export function readMetadata(metadata: unknown): Record<string, unknown> | undefined {
  return isRecord(metadata) && Object.keys(metadata).length > 0 ? metadata : undefined;
}
