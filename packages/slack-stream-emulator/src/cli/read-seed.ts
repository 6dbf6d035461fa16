import { readFile } from "node:fs/promises";
import { isRecord } from "../content/chunks.ts";
import type { UserMessage } from "../emulator.ts";
import { toDirectory, type WorkspaceSeed } from "../workspace/seed.ts";
import { checkEntries } from "../workspace/seed-shapes.ts";
import { UsageError } from "./usage-error.ts";

export interface Seed {
  readonly workspace: WorkspaceSeed;
  readonly messages: readonly UserMessage[];
}

/** Reads a seed file. An error is one sentence that names the place. */
export async function readSeed(path: string): Promise<Seed> {
  const seed = toJson(path, await readText(path));
  if (!isRecord(seed)) throw new UsageError(`The seed ${path} must be a JSON object`);
  const { messages = [], ...workspace } = seed as WorkspaceSeed & { messages?: UserMessage[] };
  // Throws if the seed is wrong.
  const { channels, users } = toDirectory(workspace, path);
  checkEntries(messages, { place: `${path}.messages`, shape: MESSAGE_SHAPE });
  for (const [index, { channel, user }] of messages.entries()) {
    if (channel !== undefined && !channels.has(channel))
      throw new UsageError(
        `${path}.messages[${index}].channel must be a channel of the seed, got ${channel}`,
      );
    if (user !== undefined && !users.has(user))
      throw new UsageError(`${path}.messages[${index}].user must be a user of the seed, got ${user}`);
  }
  return { workspace, messages };
}

const MESSAGE_SHAPE = { text: "text", channel: "text?", user: "text?", threadTs: "text?" } as const;

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
