import { readFile } from "node:fs/promises";
import { isRecord } from "../content/chunks.ts";
import type { UserMessage } from "../emulator.ts";
import type { WorkspaceSeed } from "../workspace/seed.ts";
import { UsageError } from "./usage-error.ts";

export interface Seed {
  readonly workspace: WorkspaceSeed;
  readonly messages: readonly UserMessage[];
}

/** Reads a seed file; what is wrong with it is one sentence that names the place. */
export async function readSeed(path: string): Promise<Seed> {
  const seed = toJson(path, await readText(path));
  if (!isRecord(seed)) throw new UsageError(`The seed ${path} must be a JSON object`);
  for (const [list, entries] of Object.entries(seed)) {
    const shape = Object.hasOwn(SHAPES, list) ? SHAPES[list] : undefined;
    if (shape === undefined)
      throw new UsageError(
        `The seed ${path} has an unknown list ${list}; known are ${Object.keys(SHAPES).join(", ")}`,
      );
    checkList(entries, { place: `${path}: ${list}`, shape });
  }
  const { messages = [], ...workspace } = seed as WorkspaceSeed & { messages?: UserMessage[] };
  return { workspace, messages };
}

type Field = "text" | "text?" | "flag?" | "texts?";
type Shape = Readonly<Record<string, Field>>;

const SHAPES: Readonly<Record<string, Shape>> = {
  teams: { id: "text", name: "text?" },
  apps: {
    token: "text",
    teamId: "text?",
    appId: "text?",
    botId: "text?",
    botUserId: "text?",
    name: "text?",
    scopes: "texts?",
  },
  users: { id: "text", name: "text?", teamId: "text?", isBot: "flag?" },
  channels: {
    id: "text",
    name: "text?",
    teamId: "text?",
    isArchived: "flag?",
    isMember: "flag?",
    isCodeChannel: "flag?",
  },
  messages: { text: "text", channel: "text?", user: "text?", threadTs: "text?" },
};

const CHECKS: Readonly<Record<Field, { holds(value: unknown): boolean; rule: string }>> = {
  text: { holds: isFilled, rule: "a text that is not empty" },
  "text?": { holds: (value) => value === undefined || isFilled(value), rule: "a text that is not empty" },
  "flag?": { holds: (value) => value === undefined || typeof value === "boolean", rule: "true or false" },
  "texts?": {
    holds: (value) => value === undefined || (Array.isArray(value) && value.every(isFilled)),
    rule: "a list of texts",
  },
};

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(`The seed ${path} can't be read (${code})`);
  }
}

function toJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`The seed ${path} is no JSON: ${error instanceof Error ? error.message : ""}`);
  }
}

function checkList(list: unknown, { place, shape }: { place: string; shape: Shape }): void {
  if (!Array.isArray(list)) throw new UsageError(`${place} must be a list`);
  for (const [index, entry] of list.entries()) {
    if (!isRecord(entry)) throw new UsageError(`${place}[${index}] must be an object`);
    for (const name of new Set([...Object.keys(shape), ...Object.keys(entry)])) {
      const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
      if (field === undefined)
        throw new UsageError(
          `${place}[${index}] must have only ${Object.keys(shape).join(", ")}, got ${name}`,
        );
      const { holds, rule } = CHECKS[field];
      if (!holds(entry[name]))
        throw new UsageError(
          `${place}[${index}].${name} must be ${rule}, got ${JSON.stringify(entry[name])}`,
        );
    }
  }
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
