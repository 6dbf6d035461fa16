/** Blocks come from bots and may hold anything: every field is read as if it were wrong. */
export type Fields = Readonly<Record<string, unknown>>;

export function toFields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function readList(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(toFields) : [];
}

export function readText(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
