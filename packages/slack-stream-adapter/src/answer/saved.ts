import type { MessageRef } from "../slack/slack-calls.ts";
import { type Answer, differs, type Lane, type Message } from "./answer.ts";
import { countTaken } from "./compose-batch.ts";
import type { Content } from "./content.ts";
import { type Hash, hashOn, noHash } from "./hash.ts";
import type { Sent } from "./sent.ts";
import type { OpenTask } from "./task.ts";

/** An answer in the form that another process needs to go on. It holds no text of the conversation, because the source gives the text again. */
export interface SavedAnswer {
  readonly lanes: readonly SavedLane[];
}

/** The fields of a lane that are saved as they are. */
const laneFields = [
  "transport",
  "fallbackReason",
  "refused",
  "refusedBlocks",
  "maxBytes",
  "isRequestPosted",
  "counts",
  "withoutGrowth",
] as const satisfies readonly (keyof Lane)[];

type FieldsOfLane = Pick<Lane, (typeof laneFields)[number]>;

/** The fields of a message that are saved as they are. The others hold text, or the next process sets them anew. */
const messageFields = [
  "opened",
  "transport",
  "startedAt",
  "hasShownWork",
  "hasGrown",
  "isRepaired",
  "isUncertain",
] as const satisfies readonly (keyof Message)[];

type FieldsOfMessage = Pick<Message, (typeof messageFields)[number]>;

export interface SavedLane extends FieldsOfLane {
  /** Offset in the source's text. */
  readonly repeats: Pick<Lane["repeats"], "isInNext" | "until">;
  readonly strays: Pick<Lane["strays"], "open" | "unconfirmed">;
  readonly messages: readonly SavedMessage[];
  /** A message that was being opened. */
  readonly opening?: SavedOpening | undefined;
}

export interface SavedMessage extends MessageRef, FieldsOfMessage, Pick<Message, "ended"> {
  /** Offsets in the source's text: its first character, the first character after it, and the end of its confirmed part. */
  readonly start: number;
  readonly end: number;
  readonly surely: number;
  /** The hash of the source's text from its beginning up to `surely`. */
  readonly hash: Hash;
  /** The hash of its cards and blocks. */
  readonly digest: Hash;
  /** Slack may show other content than the wanted one. The message is stopped, if it is open, and written whole. */
  readonly isDifferent: boolean;
  readonly keepalives: number;
  /** The ids of its cards. */
  readonly cards: readonly string[];
}

export interface SavedOpening extends Sent {
  /** Offset up to which it holds the text. */
  readonly end: number;
  readonly hash: Hash;
  readonly digest: Hash;
  /** The ids of all its cards, including cards that are shown as lines. */
  readonly holds: readonly string[];
  /** `full`: the message has no room, and took the white space after its text. No text is added to it. */
  readonly ended: "full" | "stopped" | undefined;
}

/** A hash of the content of a message besides its text. */
export function digest({ cards, parts, planTitle }: Content): Hash {
  const blocks = parts.flatMap((part) => (part.type === "blocks" ? [part.blocks] : []));
  return hashOn(noHash, JSON.stringify([cards, blocks, planTitle]));
}

/** The text of a source, and where the known part of it begins. */
export interface SourceText {
  hash(end: number): Hash;
  /** How many characters come before the text that the inbox holds. */
  readonly base: number;
  /** How many characters the source has given this time, counted from the beginning of the text. */
  readonly length: number;
}

export function savedMessages(answer: SavedAnswer | undefined): readonly SavedMessage[] {
  return (answer?.lanes ?? []).flatMap(({ messages }) => messages);
}

/** A lane beside the main one holds no text. */
const noText: SourceText = { hash: () => noHash, base: 0, length: 0 };

export function textFor(text: SourceText, lane: number): SourceText {
  return lane === 0 ? text : noText;
}

function pickFields<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}

/** @param opened the message that is about to be opened. */
export function saveAnswer(
  { lanes }: Answer,
  text: SourceText,
  opened?: { readonly lane: number; readonly task: OpenTask },
): SavedAnswer {
  const saved = lanes.map((lane, index) => {
    const lookedFor = lane.task?.type === "look-up" ? lane.task.opening : undefined;
    return saveLane(lane, textFor(text, index), opened?.lane === index ? opened.task : lookedFor);
  });
  return { lanes: saved };
}

function saveLane(lane: Lane, text: SourceText, opening: OpenTask | undefined): SavedLane {
  const { repeats, strays } = lane;
  return {
    ...pickFields(lane, laneFields),
    repeats: { isInNext: repeats.isInNext, until: text.base + repeats.until },
    strays: { open: strays.open, unconfirmed: strays.unconfirmed },
    messages: lane.messages.map((message) => saveMessage(lane, message, text)),
    opening: opening && saveOpening(lane, opening, text),
  };
}

/** Nothing is added to a post that is not edited. */
function whenPosted({ allowed }: Lane): "stopped" | undefined {
  return allowed === "post" ? "stopped" : undefined;
}

function saveMessage(lane: Lane, message: Message, text: SourceText): SavedMessage {
  const { ref, shown, wanted } = message;
  const surely = text.base + (shown.surely?.offset ?? message.end);
  return {
    ...ref,
    ...pickFields(message, messageFields),
    start: text.base + message.start,
    end: text.base + message.end,
    surely,
    hash: text.hash(surely),
    digest: digest(wanted),
    ended: message.ended ?? whenPosted(lane),
    isDifferent: differs(message),
    keepalives: shown.keepalives,
    cards: wanted.cards.map(({ id }) => id),
  };
}

function saveOpening(
  lane: Lane,
  { batch, call, cards, letters, sentAt }: OpenTask,
  text: SourceText,
): SavedOpening {
  const end = text.base + lane.offset + countTaken(batch);
  return {
    call,
    sentAt: lane.unconfirmedOpening?.since ?? sentAt,
    letters,
    cards,
    end,
    hash: text.hash(end),
    digest: digest(batch.content),
    holds: batch.content.cards.map(({ id }) => id),
    ended: batch.isFull ? "full" : whenPosted(lane),
  };
}
