/**
 * Weighted UTF-8 bytes: what Slack counts is not known (S74, S82), so `&`, `<` and `>` are counted as the entities that
 * they may be stored as. Half a surrogate pair counts as the replacement character that it would become.
 */
export function weigh(text: string): number {
  let weight = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    weight += weighUnit(unit);
    if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) {
      weight += 1;
      index++;
    }
  }
  return weight;
}

/** Weight of one UTF-16 unit; a whole pair weighs one more than its high half. */
export function weighUnit(unit: number): number {
  if (unit < 0x80) return unit === 0x26 ? 5 : unit === 0x3c || unit === 0x3e ? 4 : 1;
  return unit < 0x800 ? 2 : 3;
}

export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
