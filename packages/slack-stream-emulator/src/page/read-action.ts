import { isRecord } from "../content/chunks.ts";
import type { PageAction } from "./wire.ts";

/** A request's body as an action; a `TypeError` says what is wrong with it. */
export function readAction(body: unknown): PageAction {
  if (!isRecord(body) || typeof body.type !== "string" || !Object.hasOwn(SHAPES, body.type))
    throw new TypeError(`type must be one of ${Object.keys(SHAPES).join(", ")}`);
  const shape = SHAPES[body.type as PageAction["type"]];
  for (const [name, field] of Object.entries(shape)) {
    const { holds, rule } = FIELDS[field];
    if (!holds(body[name])) throw new TypeError(`${name} must be ${rule}`);
  }
  const known = Object.keys(shape).map((name) => [name, body[name]]);
  return { type: body.type, ...Object.fromEntries(known) } as PageAction;
}

type Field = "text" | "text?" | "filled" | "count" | "once" | "record";

const FIELDS: Readonly<Record<Field, { holds(value: unknown): boolean; rule: string }>> = {
  text: { holds: (value) => typeof value === "string", rule: "a text" },
  "text?": { holds: (value) => value === undefined || typeof value === "string", rule: "a text or absent" },
  filled: {
    holds: (value) => typeof value === "string" && value.trim() !== "",
    rule: "a text that is not empty",
  },
  count: { holds: (value) => isWhole(value) && Number(value) >= 0, rule: "a whole number from 0" },
  once: { holds: (value) => isWhole(value) && Number(value) >= 1, rule: "a whole number from 1" },
  record: { holds: isRecord, rule: "an object" },
};

const SHAPES: Readonly<Record<PageAction["type"], Readonly<Record<string, Field>>>> = {
  send: { channel: "filled", threadTs: "text?", text: "filled" },
  stop: { channel: "filled", threadTs: "filled" },
  click: { ts: "filled", actionId: "text", blockId: "text", elementType: "text", value: "text?" },
  expire: { ts: "filled" },
  delete: { ts: "filled" },
  fault: { method: "filled", name: "filled", value: "text?", times: "once", skip: "count" },
  "clear-faults": {},
  advance: { ms: "count" },
  conditions: { changes: "record" },
  preset: { name: "filled" },
  reset: {},
};

function isWhole(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value);
}
