/** The first of the places, such as `event.channel.id`, that holds a text. */
export function firstString(facts: object, places: readonly string[]): string | undefined {
  for (const place of places) {
    const value = place.split(".").reduce(readField, facts);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

function readField(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
