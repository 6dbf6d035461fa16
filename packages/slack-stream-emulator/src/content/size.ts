import { SLACK_LIMITS } from "../slack-limits.ts";
import type { Card } from "./cards.ts";

/** The unit of a message's size: code points, or bytes of UTF-8. */
export type SizeUnit = "codepoints" | "utf8bytes";

/** How the stored size of a message is counted, and its limit (S71 to S74, S185). */
export interface SizeRule {
  readonly unit: SizeUnit;
  readonly limit: number;
  text(value: string): number;
  card(card: Card): number;
  /** With the byte rule Slack never refused a message with only cards (S74). */
  readonly needsText: boolean;
}

export function toSizeRule(unit: SizeUnit, limit?: number): SizeRule {
  const rule = RULES[unit];
  return limit === undefined ? rule : { ...rule, limit };
}

export function countCodePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // The second half of a pair belongs to the code point already counted.
    if (unit >= 0xdc00 && unit <= 0xdfff && index > 0 && isHighSurrogate(text.charCodeAt(index - 1)))
      continue;
    count += 1;
  }
  return count;
}

const RULES: Readonly<Record<SizeUnit, SizeRule>> = {
  codepoints: {
    unit: "codepoints",
    limit: SLACK_LIMITS.messageCharacters,
    text: countCodePoints,
    card: (card) =>
      SLACK_LIMITS.cardCost +
      countCodePoints(card.title) +
      toFieldCost(card.details) +
      toFieldCost(card.output) +
      card.sources.reduce(
        (sum, source) => sum + SLACK_LIMITS.cardLineCost + countCodePoints(source.text + source.url),
        0,
      ),
    needsText: false,
  },
  utf8bytes: {
    unit: "utf8bytes",
    limit: SLACK_LIMITS.messageUtf8Bytes,
    text: (value) => Buffer.byteLength(value),
    card: (card) =>
      Buffer.byteLength(card.title) +
      SLACK_LIMITS.utf8FieldWeight * Buffer.byteLength(card.details + card.output) +
      card.sources.reduce((sum, source) => sum + Buffer.byteLength(source.text + source.url), 0),
    needsText: true,
  },
};

function toFieldCost(field: string): number {
  if (field === "") return 0;
  return (
    SLACK_LIMITS.cardFieldCost + field.split("\n").length * SLACK_LIMITS.cardLineCost + countCodePoints(field)
  );
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
