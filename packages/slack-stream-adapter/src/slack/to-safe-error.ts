import type { ApiArguments } from "./api-client.ts";
import { toComplaints } from "./attribute-refusal.ts";
import { definedOnly, readProperty, readString } from "./read-property.ts";

/** The arguments of the call, and the code of the failure. */
export interface SafeErrorContext {
  /** A checked code: Slack's, the client's or ours. */
  readonly code: string;
  /** The arguments that were sent. If the error repeats text of them, the text is hidden. */
  readonly args?: ApiArguments | undefined;
}

/**
 * Makes an error that is safe to show, from a thrown value or a response of Slack's. The error of an HTTP client contains
 * the whole request, with the token and the text. A server may repeat the request in its response. So of a server's
 * response the error keeps only codes, scopes, and words from a known list.
 */
export function toSafeError(thrown: unknown, { code, args = {} }: SafeErrorContext): Error {
  const isAnswer = toAnswer(thrown) !== undefined;
  const given = isAnswer ? undefined : readString(thrown, "message");
  const words = isAnswer ? `An API error occurred: ${code}` : `Slack call failed: ${code}`;
  const error = new Error(given === undefined ? words : toShort(hideText(redact(given), args)));
  error.name = readMatching(thrown, "name", /^[A-Za-z]\w{0,79}$/) ?? "Error";
  const stack = readString(thrown, "stack");
  if (stack !== undefined)
    error.stack = [`${error.name}: ${error.message}`, ...toFrames(stack, thrown)].join("\n");
  return Object.assign(error, toFields(thrown, code));
}

/** Hides everything that looks like a Slack token. */
export function redact(text: string): string {
  return text.replaceAll(tokens, "[token]").replaceAll(/Bearer\s+\S+/g, "Bearer [token]");
}

// "xoxb-", "xoxe.xoxp-", "xapp-" and similar tokens.
const tokens = /\bx(?:ox[a-z]|app)[.-][\w.%-]+/gi;
const longest = 500;

function toShort(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function readMatching(value: unknown, key: string, shape: RegExp): string | undefined {
  const text = readString(value, key);
  return text !== undefined && shape.test(text) ? text : undefined;
}

/** The frames of a stack. The message comes first, and its lines may look like frames. */
function toFrames(stack: string, thrown: unknown): readonly string[] {
  const message = readString(thrown, "message") ?? "";
  const at = stack.indexOf(message);
  const frames = at === -1 ? stack : stack.slice(at + message.length);
  return redact(frames)
    .split("\n")
    .filter((line) => /^\s*at\s.*(?::\d+:\d+\)?|\(<anonymous>\)|\(native\))$/.test(line));
}

function toFields(thrown: unknown, code: string): object {
  return definedOnly({
    code: readMatching(thrown, "code", /^[\w.:-]{1,80}$/) ?? code,
    statusCode: toNumber(readProperty(thrown, "statusCode")),
    retryAfter: toNumber(readProperty(thrown, "retryAfter")),
    data: toData(toAnswer(thrown), code),
  });
}

/** Slack's response, if `thrown` is or contains one. */
function toAnswer(thrown: unknown): unknown {
  return [thrown, readProperty(thrown, "data")].find((value) => readProperty(value, "ok") === false);
}

/** The code and the scopes of a refusal, and Slack's messages about the arguments. */
function toData(answer: unknown, code: string): Record<string, unknown> | undefined {
  if (readString(answer, "error") === undefined) return undefined;
  const complaints = toComplaints(answer);
  return {
    ok: false,
    error: code,
    ...toScopes("needed", answer),
    ...toScopes("provided", answer),
    ...(complaints.length > 0 ? { response_metadata: { messages: complaints.map(toKnownWords) } } : {}),
  };
}

function toScopes(key: "needed" | "provided", answer: unknown): Record<string, string> {
  const scopes = readMatching(answer, key, /^[a-z][\w.:-]*(?:, ?[a-z][\w.:-]*)*$/);
  return scopes === undefined ? {} : { [key]: redact(scopes) };
}

function toNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The words of Slack's messages about arguments. Any other word may come from the answer. */
const knownWords = `a additional all allowed an and any array arguments array at attachments be block blocks boolean characters chunk chunks
  contain duplicate empty error expected failed field fields for found greater have image in information input integer
  invalid is item items least length less long many markdown markdown_text match max maximum metadata min minimum missing
  more most must no not null number object of only or please property provide provided required schema schemas section
  should string table task_update than text the to too type unknown unsupported url valid value values was warn warning
  with`;

/** A message about arguments, with only known words, numbers and the pointer to the argument. The rest becomes "…". */
function toKnownWords(message: string): string {
  // Made here, because a process that never needs it should not start later for it.
  const known: ReadonlySet<string> = new Set(knownWords.split(/\s+/));
  return toShort(message)
    .split(/(\s+|[[\](){}:;,.!?"'`]+(?=\s|$)|^\[|(?<=\s)[[("'`]+)/)
    .map((word) => (isPlain(word) || known.has(word.toLowerCase()) ? word : "…"))
    .join("")
    .replaceAll(/…(?:[^\w\n]*…)+/g, "…");
}

/** White space, punctuation, a number, or the pointer to an argument. */
function isPlain(word: string): boolean {
  return /^(?:[\W_]*|\d+|json-pointer:(?:\/(?:\d+|[a-z_]+))*)$/.test(word);
}

/** Arguments that contain no text of an answer. */
const plainFields =
  /^(?:channel|channel_id|ts|thread_ts|timestamp|type|status|session_status|task_display_mode)$/;
const gramLength = 8;

/** Hides text of the call that a message repeats, also if the characters between the letters were changed. */
function hideText(message: string, args: ApiArguments): string {
  // Escapes become spaces of the same length, so that positions stay the same.
  const cut = message.slice(0, 4 * longest);
  const letters = [
    ...cut
      .replaceAll(/%[\da-f]{2}|\\[nrt"\\/]/gi, (mark) => " ".repeat(mark.length))
      .matchAll(new RegExp("[\\p{L}\\p{N}]", "gu")),
  ];
  const plain = letters.map(([letter]) => letter.toLowerCase()).join("");
  const hidden = new Set<number>();
  for (const text of toTexts(args)) {
    const sent = text.toLowerCase().replaceAll(new RegExp("[^\\p{L}\\p{N}]", "gu"), "");
    const length = Math.min(gramLength, sent.length);
    if (length < 3) continue;
    for (let at = 0; at + length <= plain.length; at += 1) {
      if (!sent.includes(plain.slice(at, at + length))) continue;
      for (let index = at; index < at + length; index += 1) hidden.add(index);
    }
  }
  if (hidden.size === 0) return cut;
  let shown = "";
  let from = 0;
  for (let index = 0; index < letters.length; index += 1) {
    if (!hidden.has(index)) continue;
    const first = letters[index]?.index ?? 0;
    while (hidden.has(index + 1)) index += 1;
    shown += `${cut.slice(from, first)}[text]`;
    from = (letters[index]?.index ?? 0) + (letters[index]?.[0].length ?? 0);
  }
  return shown + cut.slice(from);
}

function toTexts(value: unknown, field = ""): readonly string[] {
  if (typeof value === "string") return plainFields.test(field) ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => toTexts(part, Array.isArray(value) ? field : key));
}
