import { checkChoice, checkKnownFields } from "./check-names.ts";
import { type SizeRule, type SizeUnit, toSizeRule } from "./content/size.ts";
import { checkMethod } from "./protocol/check-fault.ts";
import { SLACK_LIMITS } from "./slack-limits.ts";
import type { EmulatorClock } from "./time/clock.ts";
import { createMovableClock } from "./time/movable-clock.ts";
import type { WorkspaceSeed } from "./workspace/seed.ts";

/** Options of a local Slack. All are optional. */
export interface EmulatorOptions {
  /** The clock of streams, limits and latency. @default real time, which `advance(ms)` moves ahead */
  clock?: EmulatorClock | undefined;
  /** How long a stream lives from its start, in ms. @default 300_000 */
  ttlMs?: number | undefined;
  /** How long a stream lives without a call on it, in ms. 30_000 is the shortest time that was reported. @default false */
  idleMs?: number | false | undefined;
  /** Time before each response, in ms by the clock. With 0 no timer is set. @default 0 */
  latencyMs?: number | (() => number) | undefined;
  /** How the size of a message is counted, and its limit. @default "codepoints" (12,000) */
  size?: SizeUnit | { unit?: SizeUnit | undefined; limit?: number | undefined } | undefined;
  /** Slack's documented rate limits, other ones, or none. @default false */
  rateLimits?: false | "documented" | RateLimitOptions | undefined;
  /**
   * Where a stream needs its recipient. `channels`: needed in channels, optional in direct messages. `everywhere`: needed in
   * channels and direct messages. `strict-dm`: needed in channels, refused in direct messages. `never`: needed nowhere.
   * @default "channels"
   */
  recipients?: RecipientRule | undefined;
  /** Whether the app is declared an agent, which session statuses need. @default true */
  isAgent?: boolean | undefined;
  /** Whether the app receives `agent_session_stopped`. If not, setting a status gets a warning. @default true */
  subscribesToStop?: boolean | undefined;
  /** Whether replacing rich text by plain `text` is refused with `block_mismatch`. @default false */
  blockMismatch?: boolean | undefined;
  /** A Slack without the streaming methods. They answer `unknown_method`. @default false */
  govSlack?: boolean | undefined;
  /** A Slack after February 2027. The methods of the assistant experience answer `method_deprecated`. @default false */
  assistantRetired?: boolean | undefined;
  /** Whether a text with only white space is accepted. Slack's behaviour is not known. @default "accept" */
  blankText?: "accept" | "no_text" | undefined;
  /** What an app may read, and the state that it reads of an expired message. */
  readBack?: ReadBackOptions | undefined;
  /**
   * Host names under which clients may reach the emulator over HTTP, such as `slack` in a container network. `"*"` allows
   * every name. IP addresses, `localhost` and the `host` of `listen()` are always allowed. @default none
   */
  allowHosts?: readonly string[] | undefined;
  /** The people, apps and channels at the start. */
  workspace?: WorkspaceSeed | undefined;
}

/** Where a stream needs its recipient. The option `recipients` says what each value means. */
export type RecipientRule = "channels" | "everywhere" | "never" | "strict-dm";

/** The options that may change while the emulator runs. */
export type Conditions = Omit<EmulatorOptions, "allowHosts" | "clock" | "workspace">;

/** Rate limits other than the documented ones. */
export interface RateLimitOptions {
  /** Requests a minute, by method. A method that is left out keeps Slack's documented number. */
  perMinute?: Readonly<Record<string, number>> | undefined;
  /** How many requests may come at once. @default the requests of a minute, and 1 post for each channel */
  burst?: number | undefined;
  /** Multiplies every rate. @default 1 */
  scale?: number | undefined;
}

/** What an app may read, and the state that it reads of an expired message. */
export interface ReadBackOptions {
  /** `forbidden` answers `missing_scope` to every read of a conversation. @default "allowed" */
  access?: "allowed" | "forbidden" | undefined;
  /** `streaming_state` of an expired message. Slack's behaviour is not known. @default "errored" */
  expired?: "errored" | "completed" | "in_progress" | undefined;
}

export interface Settings {
  readonly clock: EmulatorClock;
  readonly ttlMs: number;
  readonly idleMs: number | false;
  readonly latencyMs: () => number;
  readonly size: SizeRule;
  readonly rateLimits: false | RateSettings;
  readonly recipients: RecipientRule;
  readonly isAgent: boolean;
  readonly subscribesToStop: boolean;
  readonly blockMismatch: boolean;
  readonly govSlack: boolean;
  readonly assistantRetired: boolean;
  readonly blankText: "accept" | "no_text";
  readonly readBack: { access: "allowed" | "forbidden"; expired: "errored" | "completed" | "in_progress" };
}

export interface RateSettings {
  readonly perMinute: Readonly<Record<string, number>>;
  readonly burst: number | undefined;
  readonly scale: number;
}

const OPTION_NAMES = Object.keys({
  allowHosts: true,
  assistantRetired: true,
  blankText: true,
  blockMismatch: true,
  clock: true,
  govSlack: true,
  idleMs: true,
  isAgent: true,
  latencyMs: true,
  rateLimits: true,
  readBack: true,
  recipients: true,
  size: true,
  subscribesToStop: true,
  ttlMs: true,
  workspace: true,
} satisfies Record<keyof EmulatorOptions, true>);

/** Adds the defaults, and checks the options. */
export function toSettings(options: EmulatorOptions): Settings {
  checkKnownFields(options, { place: "createSlackEmulator", what: "option", known: OPTION_NAMES });
  checkKnownFields(options.readBack ?? {}, {
    place: "readBack",
    what: "option",
    known: ["access", "expired"],
  });
  const {
    clock = createMovableClock(),
    ttlMs = SLACK_LIMITS.streamLifeMs,
    idleMs = false,
    latencyMs = 0,
    recipients = "channels",
    isAgent = true,
    subscribesToStop = true,
    blockMismatch = false,
    govSlack = false,
    assistantRetired = false,
    blankText = "accept",
    readBack: { access = "allowed", expired = "errored" } = {},
  } = options;
  checkChoice("recipients", recipients, ["channels", "everywhere", "never", "strict-dm"]);
  checkChoice("blankText", blankText, ["accept", "no_text"]);
  checkChoice("readBack.access", access, ["allowed", "forbidden"]);
  checkChoice("readBack.expired", expired, ["errored", "completed", "in_progress"]);
  const flags = { isAgent, subscribesToStop, blockMismatch, govSlack, assistantRetired };
  for (const [name, flag] of Object.entries(flags))
    if (typeof flag !== "boolean") throw new RangeError(`${name} must be true or false, got ${String(flag)}`);
  checkPositive("ttlMs", ttlMs);
  if (idleMs !== false) checkPositive("idleMs", idleMs);
  if (typeof latencyMs === "number") checkNotNegative("latencyMs", latencyMs);
  return {
    clock,
    ttlMs,
    idleMs,
    latencyMs: typeof latencyMs === "function" ? latencyMs : () => latencyMs,
    size: toSize(options.size),
    rateLimits: toRateLimits(options.rateLimits),
    recipients,
    isAgent,
    subscribesToStop,
    blockMismatch,
    govSlack,
    assistantRetired,
    blankText,
    readBack: { access, expired },
  };
}

function toSize(size: EmulatorOptions["size"] = "codepoints"): SizeRule {
  const units = ["codepoints", "utf8bytes"];
  if (typeof size !== "object") {
    checkChoice("size", size, units);
    return toSizeRule(size);
  }
  checkKnownFields(size, { place: "size", what: "option", known: ["unit", "limit"] });
  if (size.unit !== undefined) checkChoice("size.unit", size.unit, units);
  if (size.limit !== undefined) checkPositive("size.limit", size.limit);
  return toSizeRule(size.unit ?? "codepoints", size.limit);
}

function toRateLimits(limits: EmulatorOptions["rateLimits"] = false): Settings["rateLimits"] {
  if (limits === false) return false;
  if (typeof limits === "string") checkChoice("rateLimits", limits, ["documented"]);
  else
    checkKnownFields(limits, { place: "rateLimits", what: "option", known: ["perMinute", "burst", "scale"] });
  const { perMinute = {}, burst, scale = 1 } = limits === "documented" ? {} : limits;
  checkPositive("rateLimits.scale", scale);
  if (burst !== undefined) checkPositive("rateLimits.burst", burst);
  for (const [method, rate] of Object.entries(perMinute)) checkRate(method, rate);
  return { perMinute, burst, scale };
}

function checkRate(method: string, rate: number): void {
  checkMethod(method, "rateLimits.perMinute");
  checkPositive(`rateLimits.perMinute["${method}"]`, rate);
}

function checkPositive(name: string, value: number): void {
  if (typeof value !== "number" || !(value > 0))
    throw new RangeError(`${name} must be > 0, got ${String(value)}`);
}

function checkNotNegative(name: string, value: number): void {
  if (!(value >= 0)) throw new RangeError(`${name} must be >= 0, got ${value}`);
}
