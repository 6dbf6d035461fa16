/** Says what a wrong value is, for an error message, without showing what is in it. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (typeof value === "string")
    return value.length <= 40 ? JSON.stringify(value) : `a string of ${value.length} characters`;
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return `${typeof value} ${value}`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (Array.isArray(value)) return "an array";
  return describeObject(value);
}

function describeObject(value: object): string {
  if (typeof (value as { then?: unknown }).then === "function")
    return "a promise (await it first, or give a function)";
  const name: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
  if (value instanceof Uint8Array) return "bytes";
  if (typeof name === "string" && name !== "" && name !== "Object") return `an instance of ${name}`;
  const keys = Object.keys(value).slice(0, 5);
  return keys.length === 0 ? "an empty object" : `an object with ${keys.join(", ")}`;
}

/** @throws TypeError naming the option, the rule and the value; nothing given is fine. */
export function checkType(name: string, value: unknown, type: "string" | "function"): void {
  if (value === undefined || typeof value === type) return;
  throw new TypeError(`${name} must be a ${type}, got ${describe(value)}`);
}
