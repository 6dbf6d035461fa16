import { isBlock, isRecord } from "../content/chunks.ts";
import { type Answer, refuse, refuseArgument } from "../protocol/answer.ts";
import { WALLS } from "../walls.ts";

/** The refusal of a `blocks` argument, if there is one to refuse. */
export function checkBlocks(blocks: unknown): Answer | undefined {
  if (blocks === undefined) return undefined;
  if (!Array.isArray(blocks))
    return refuseArgument("invalid_blocks", { pointer: "blocks", rule: "must be an array" });
  if (blocks.length > WALLS.blocksPerMessage) return refuseTooManyBlocks();
  const wrong = blocks.findIndex((block) => !isBlock(block));
  return wrong < 0
    ? undefined
    : refuseArgument("invalid_blocks", {
        pointer: `blocks/${wrong}/type`,
        rule: "must be a block with a type",
      });
}

export function refuseTooManyBlocks(): Answer {
  return refuseArgument("invalid_blocks", {
    pointer: "blocks",
    rule: `no more than ${WALLS.blocksPerMessage} items allowed`,
  });
}

export function checkMetadata(metadata: unknown): Answer | undefined {
  if (metadata === undefined) return undefined;
  if (!isRecord(metadata)) return refuse("invalid_metadata_format");
  if (Object.keys(metadata).length === 0) return undefined;
  const isEvent = typeof metadata.event_type === "string" && isRecord(metadata.event_payload);
  return isEvent ? undefined : refuse("invalid_metadata_schema");
}

/** An empty object takes the metadata away. */
export function readMetadata(metadata: unknown): Record<string, unknown> | undefined {
  return isRecord(metadata) && Object.keys(metadata).length > 0 ? metadata : undefined;
}
