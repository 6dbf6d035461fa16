import * as v from "valibot";
import { EVENT_KINDS } from "../events/kinds.ts";
import type { Conditions } from "../options.ts";
import type { Fault } from "../protocol/faults.ts";

/** The message of a schema completes a sentence: `text must be a text that is not empty, got 5`. */
export const TEXT = v.pipe(v.string("a text that is not empty"), v.nonEmpty("a text that is not empty"));
export const ANY_TEXT = v.string("a text");
export const FLAG = v.boolean("true or false");
const POSITIVE = v.pipe(v.number("a number above 0"), v.gtValue(0, "a number above 0"));
const NOT_NEGATIVE = v.pipe(v.number("a number from 0"), v.minValue(0, "a number from 0"));
/** Up to a hundred years, so that times stay valid dates. */
export const DURATION = v.pipe(
  v.number("a number of milliseconds from 0"),
  v.minValue(0, "a number of milliseconds from 0"),
  v.maxValue(3_155_760_000_000, "at most 100 years in milliseconds"),
);
export const INDEX = v.pipe(
  v.string("a whole number from 0"),
  v.regex(/^\d{1,15}$/, "a whole number from 0"),
  v.description("A whole number from 0."),
);
export const RECORD = v.record(v.string(), v.unknown(), "a JSON object");

export const describe = <Schema extends v.GenericSchema>(schema: Schema, words: string) =>
  v.pipe(schema, v.description(words));

export const TS = describe(TEXT, "Id of a message, such as 1767225600.000001.");
export const CHANNEL = describe(TEXT, "Id of a channel, such as C0000000001.");
export const USER = describe(TEXT, "Id of a person, such as U0000000001. Left out, the first person.");
export const THREAD_TS = describe(TEXT, "The ts of the message that began the thread.");

const MS = describe(v.number(), "Milliseconds since 1970, by the emulator's clock.");
const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.nullable(schema);

export const MESSAGE = v.strictObject({
  channel: v.string(),
  ts: v.string(),
  threadTs: maybe(v.string()),
  user: describe(v.string(), "Id of who wrote it: a person, or the bot's user."),
  author: describe(v.string(), "The name that people see."),
  isBot: v.boolean(),
  number: describe(maybe(v.number()), "Counts the messages of bots from 1: the #1 of the transcript."),
  text: describe(v.string(), "As Slack's API returns it, with its marks."),
  markdown: describe(v.string(), "The text as it was sent."),
  syntax: v.picklist(["markdown", "mrkdwn"]),
  blocks: describe(v.array(RECORD), "The blocks that Slack's API would return."),
  cards: describe(
    v.array(
      v.strictObject({
        id: v.string(),
        title: v.string(),
        status: v.picklist(["pending", "in_progress", "complete", "error"]),
        details: v.string(),
        output: v.string(),
        sources: v.array(RECORD),
      }),
    ),
    "Task cards, in the order in which they were first sent.",
  ),
  state: describe(
    v.picklist(["open", "stopped", "expired", "user-stopped", "deleted", "posted"]),
    "open: a stream that grows. stopped: a stream that its app closed. expired: a stream that Slack ended because its time was over. user-stopped: somebody pressed stop. posted: no stream.",
  ),
  isStreamed: describe(v.boolean(), "Whether it began as a stream, whatever became of it."),
  isErrored: describe(v.boolean(), 'Whether people see "Something went wrong" below it.'),
  isEdited: describe(v.boolean(), 'Whether people see "(edited)".'),
  edits: v.number(),
  cardsLeftOpen: describe(v.array(v.string()), "Ids of cards that were not finished when the stream ended."),
  notifications: describe(v.number(), "How many notifications it caused."),
  banner: describe(v.string(), "What a notification of it says."),
  reactions: v.array(v.strictObject({ name: v.string(), users: v.array(v.string()) })),
  files: describe(v.array(v.string()), "Ids of files that were shared with it."),
  metadata: maybe(RECORD),
  subtype: maybe(v.string()),
  startedAt: MS,
  endedAt: maybe(MS),
});

export const THREAD = v.strictObject({
  channel: v.string(),
  threadTs: v.string(),
  text: describe(v.string(), "What people read in the thread, message by message."),
  status: describe(maybe(v.string()), "The line that says what the bot does, such as “is thinking…”."),
  loadingMessages: describe(v.array(v.string()), "What Slack shows one after the other beside that line."),
  session: describe(
    maybe(v.picklist(["active", "processing", "suspended", "closed"])),
    "State of the agent session.",
  ),
  title: maybe(v.string()),
  suggestedPrompts: describe(maybe(RECORD), "What the assistant offers to ask: title and prompts."),
  messages: v.array(MESSAGE),
});

export const CALL = v.strictObject({
  index: describe(v.number(), "Counts from 0. Give one more as since to read only what came later."),
  at: MS,
  method: v.string(),
  arguments: describe(RECORD, "Decoded; chunks, blocks and metadata are parsed; without the token."),
  ts: describe(maybe(v.string()), "The message that the call is about."),
  ok: describe(maybe(v.boolean()), "What Slack answered; null where no answer was made."),
  error: describe(maybe(v.string()), "The code of Slack's refusal."),
  answer: maybe(RECORD),
  fault: describe(maybe(v.string()), "The scripted fault that met it."),
  isApplied: describe(v.boolean(), "Whether it changed what Slack holds, answered or not."),
  effect: describe(v.string(), "What it did, in words."),
  durationMs: describe(maybe(v.number()), "Null while no answer went out."),
});

export const DELIVERY = v.strictObject({
  index: describe(v.number(), "Counts from 0. Give one more as since to read only what came later."),
  at: MS,
  type: describe(v.string(), "Event or interaction type, such as app_mention or block_actions."),
  kind: v.picklist(["events_api", "interactive", "slash_commands"]),
  app: describe(v.string(), "Id of the app that it was sent to."),
  retry: describe(v.number(), "0 for the first try."),
  status: describe(
    maybe(v.number()),
    "HTTP status of the bot's answer; an acknowledgement in Socket Mode is 200.",
  ),
  failure: describe(
    maybe(v.picklist(["http_timeout", "http_error", "connection_failed"])),
    "Why it does not count as received.",
  ),
  answer: describe(v.unknown(), "What the bot answered: JSON, a text, or null."),
  payload: describe(RECORD, "What the bot was sent."),
});

const APPLICATION = {
  applied: v.optional(
    describe(
      v.union([FLAG, v.literal("later")], 'true, false or "later"'),
      "Whether Slack does what was asked.",
    ),
  ),
  afterMs: v.optional(describe(DURATION, "With applied: later. 1000 if left out.")),
};
const kind = <Type extends string, Fields extends v.ObjectEntries>(type: Type, fields: Fields) =>
  v.strictObject({ type: v.literal(type), ...fields });
const WITH_CODE = { applied: v.optional(FLAG) };
const USER_STOP_ANSWER = v.picklist(["stopped_by_user", "message_not_in_streaming_state"]);

const FAULT_OBJECT = v.variant("type", [
  kind("error", { error: TEXT, ...WITH_CODE }),
  kind("internal_error", WITH_CODE),
  kind("fatal_error", WITH_CODE),
  kind("reset-before", {}),
  kind("reset-after", {}),
  kind("reset-in-body", {}),
  kind("stall-before-headers", APPLICATION),
  kind("stall-in-body", APPLICATION),
  kind("http", { status: v.optional(v.pipe(v.number(), v.integer())), ...APPLICATION }),
  kind("html", APPLICATION),
  kind("rate-limit", {
    retryAfter: v.optional(
      describe(
        v.union([v.number(), v.string(), v.literal(false)]),
        "Seconds; a text is sent as it is; false sends no header.",
      ),
    ),
    shape: v.optional(v.picklist(["http", "body"])),
    error: v.optional(v.picklist(["ratelimited", "rate_limited"])),
  }),
  kind("slow", { ms: DURATION }),
  kind("user-stop", { answer: v.optional(USER_STOP_ANSWER), eventAfterMs: v.optional(DURATION) }),
]) satisfies v.GenericSchema<Exclude<Fault, string>>;

/** The form of a fault. The emulator checks its content, and names the problem. */
export const FAULT = describe(
  v.union([TEXT, FAULT_OBJECT]),
  "A code of Slack's such as msg_too_long; a name of --help with its value such as slow:2000 or rate-limit:30; or an object with a type.",
);

export const SCRIPTED_FAULT = v.strictObject({
  method: v.string(),
  name: v.string(),
  times: describe(maybe(v.number()), "How many calls it will still meet; null for every one."),
  skip: describe(v.number(), "How many calls of the method pass before."),
});

export const COUNT = v.pipe(
  v.number("a whole number from 1"),
  v.integer("a whole number from 1"),
  v.minValue(1, "a whole number from 1"),
);
export const SKIP = v.pipe(
  v.number("a whole number from 0"),
  v.integer("a whole number from 0"),
  v.minValue(0, "a whole number from 0"),
);

const SIZE_UNIT = v.picklist(["codepoints", "utf8bytes"]);
const RECIPIENTS = v.picklist(["channels", "everywhere", "never", "strict-dm"]);
const BLANK_TEXT = v.picklist(["accept", "no_text"]);
const ACCESS = v.picklist(["allowed", "forbidden"]);
const EXPIRED = v.picklist(["errored", "completed", "in_progress"]);

/** The limits and readings that may change while the emulator runs. The emulator checks them in full. */
export const CONDITION_FIELDS = {
  ttlMs: v.optional(describe(POSITIVE, "Life of a stream.")),
  idleMs: v.optional(
    describe(
      v.union([POSITIVE, v.literal(false)], "a number above 0, or false"),
      "Life of a stream without a call on it.",
    ),
  ),
  latencyMs: v.optional(describe(NOT_NEGATIVE, "Time before each answer.")),
  size: v.optional(
    describe(
      v.union([SIZE_UNIT, v.strictObject({ unit: v.optional(SIZE_UNIT), limit: v.optional(POSITIVE) })]),
      "How the size of a message is counted, and where it ends.",
    ),
  ),
  rateLimits: v.optional(
    describe(
      v.union([
        v.literal(false),
        v.literal("documented"),
        v.strictObject({
          perMinute: v.optional(v.record(v.string(), POSITIVE)),
          burst: v.optional(POSITIVE),
          scale: v.optional(POSITIVE),
        }),
      ]),
      "false; documented; or requests a minute by method, the burst, and a factor of all rates.",
    ),
  ),
  recipients: v.optional(
    describe(
      RECIPIENTS,
      "Where a stream needs its recipient: in channels; in direct messages too; nowhere; in channels, and refused in direct messages.",
    ),
  ),
  isAgent: v.optional(describe(FLAG, "Whether the app is declared an agent.")),
  subscribesToStop: v.optional(describe(FLAG, "Whether the app receives agent_session_stopped.")),
  blockMismatch: v.optional(
    describe(FLAG, "Whether replacing rich text by plain text is refused with block_mismatch."),
  ),
  govSlack: v.optional(describe(FLAG, "A Slack without the streaming methods.")),
  assistantRetired: v.optional(
    describe(FLAG, "A Slack after February 2027: the methods of the assistant experience are gone."),
  ),
  blankText: v.optional(describe(BLANK_TEXT, "What text of white space alone meets.")),
  readBack: v.optional(
    v.strictObject({
      access: v.optional(
        describe(ACCESS, "forbidden: every read of a conversation is answered missing_scope."),
      ),
      expired: v.optional(describe(EXPIRED, "streaming_state of a message that has expired.")),
    }),
  ),
} satisfies Record<keyof Conditions, v.GenericSchema>;

export const CONDITIONS = v.strictObject({
  ttlMs: v.number(),
  idleMs: v.union([v.number(), v.literal(false)]),
  latencyMs: describe(v.number(), "0 where a function decides."),
  size: v.strictObject({ unit: SIZE_UNIT, limit: v.number() }),
  rateLimits: v.union([
    v.literal(false),
    v.strictObject({
      perMinute: v.record(v.string(), v.number()),
      burst: maybe(v.number()),
      scale: v.number(),
    }),
  ]),
  recipients: RECIPIENTS,
  isAgent: v.boolean(),
  subscribesToStop: v.boolean(),
  blockMismatch: v.boolean(),
  govSlack: v.boolean(),
  assistantRetired: v.boolean(),
  blankText: BLANK_TEXT,
  readBack: v.strictObject({ access: ACCESS, expired: EXPIRED }),
});

export const CLOCK = v.strictObject({
  now: MS,
  iso: describe(v.string(), "The same as a date in UTC."),
  kind: describe(
    v.picklist(["manual", "real"]),
    "manual: it stands still until it is moved. real: the system's time, which can be moved ahead.",
  ),
  nextTimerAt: describe(maybe(v.number()), "When the next timer fires; null when none is set."),
});

/** Lists of a seed. The workspace checks them in full. */
const SEEDS = v.array(RECORD, "a list of objects");
export const WORKSPACE_SEED = v.strictObject({
  teams: v.optional(describe(SEEDS, "id, name, domain")),
  apps: v.optional(
    describe(SEEDS, "token, appToken, clientId, clientSecret, teamId, appId, botId, botUserId, name, scopes"),
  ),
  users: v.optional(describe(SEEDS, "id, name, teamId, isBot, realName, email, title, token")),
  channels: v.optional(
    describe(
      SEEDS,
      "id, name, teamId, isArchived, isMember, isCodeChannel, isPrivate, topic, purpose, members",
    ),
  ),
  userGroups: v.optional(describe(SEEDS, "id, handle, name, users")),
  emoji: v.optional(v.record(v.string(), v.string())),
});

export const EVENT_KIND = v.picklist(EVENT_KINDS);
