import { describe } from "./describe.ts";
import type { StreamOptions } from "./types.ts";

const choices = {
  continuation: ["message", "edit"],
  transport: ["auto", "stream", "edit"],
  taskDisplayMode: ["timeline", "plan"],
  sessionStatus: ["active", "processing", "suspended", "closed"],
  mentions: ["users", "all", "none"],
  reasoning: ["hide", "card", "status"],
  sources: ["card", "footnotes", "hide"],
} as const;

/** @throws TypeError naming the option, what it may be, and the value. */
export function checkChoices(options: StreamOptions): void {
  for (const [name, allowed] of Object.entries(choices)) {
    const value: unknown = options[name as keyof typeof choices];
    if (value === undefined || (name === "mentions" && typeof value === "function")) continue;
    if ((allowed as readonly unknown[]).includes(value)) continue;
    throw new TypeError(`${name} must be one of ${allowed.join(", ")}, got ${describe(value)}`);
  }
}
