import { checkKnownFields } from "../check-names.ts";
import { isRecord } from "../content/chunks.ts";
import type { AppSeed, ChannelSeed, TeamSeed, UserGroupSeed, UserSeed, WorkspaceSeed } from "./seed.ts";

type Field = "text" | "text?" | "flag?" | "texts?";
type Shape<T> = Readonly<Record<keyof T & string, Field>>;

/** The fields of a seed. They repeat the types, because a seed may come from a file. */
const SEED_SHAPES: {
  readonly teams: Shape<TeamSeed>;
  readonly apps: Shape<AppSeed>;
  readonly users: Shape<UserSeed>;
  readonly channels: Shape<ChannelSeed>;
  readonly userGroups: Shape<UserGroupSeed>;
} = {
  teams: { id: "text", name: "text?", domain: "text?" },
  apps: {
    token: "text",
    appToken: "text?",
    clientId: "text?",
    clientSecret: "text?",
    teamId: "text?",
    appId: "text?",
    botId: "text?",
    botUserId: "text?",
    name: "text?",
    scopes: "texts?",
  },
  users: {
    id: "text",
    name: "text?",
    teamId: "text?",
    isBot: "flag?",
    realName: "text?",
    email: "text?",
    title: "text?",
    token: "text?",
  },
  channels: {
    id: "text",
    name: "text?",
    teamId: "text?",
    isArchived: "flag?",
    isMember: "flag?",
    isCodeChannel: "flag?",
    isPrivate: "flag?",
    topic: "text?",
    purpose: "text?",
    members: "texts?",
  },
  userGroups: { id: "text", handle: "text", name: "text?", users: "texts?" },
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

/** Throws a `RangeError` that names the place of the problem: `workspace.users[0]: unknown field nam; did you mean name?` */
export function checkSeed(seed: WorkspaceSeed, place: string): void {
  checkKnownFields(seed, { place, what: "list", known: [...Object.keys(SEED_SHAPES), "emoji"] });
  const { emoji = {} } = seed;
  if (!isRecord(emoji) || !Object.values(emoji).every(isFilled))
    throw new RangeError(`${place}.emoji must be an object of names and addresses`);
  for (const [list, shape] of Object.entries(SEED_SHAPES)) {
    const entries = seed[list as keyof typeof SEED_SHAPES];
    if (entries !== undefined) checkEntries(entries, { place: `${place}.${list}`, shape });
  }
}

/** The same for one list of objects. */
export function checkEntries(
  entries: unknown,
  { place, shape }: { place: string; shape: Readonly<Record<string, Field>> },
): void {
  if (!Array.isArray(entries)) throw new RangeError(`${place} must be a list`);
  for (const [index, entry] of entries.entries()) {
    if (!isRecord(entry)) throw new RangeError(`${place}[${index}] must be an object`);
    checkKnownFields(entry, { place: `${place}[${index}]`, what: "field", known: Object.keys(shape) });
    for (const [name, field] of Object.entries(shape)) {
      const { holds, rule } = CHECKS[field];
      if (!holds(entry[name]))
        throw new RangeError(
          `${place}[${index}].${name} must be ${rule}, got ${JSON.stringify(entry[name])}`,
        );
    }
  }
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
