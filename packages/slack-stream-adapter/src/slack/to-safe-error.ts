import { readProperty, readString } from "./read-property.ts";

/**
 * A thrown thing, fit to be handed on: what a developer needs to see of it, without what it drags along. The error of an
 * HTTP client holds the whole request, and with it the token and the text of the answer.
 */
export function toSafeError(thrown: unknown, code: string): Error {
  const error = new Error(toShort(redact(readString(thrown, "message") ?? `Slack call failed: ${code}`)));
  error.name = toShort(readString(thrown, "name") ?? "Error");
  const stack = readString(thrown, "stack");
  if (stack !== undefined) error.stack = redact(toFrames(stack, error));
  return Object.assign(error, toFields(thrown, code));
}

/** Hides what looks like a Slack token. */
export function redact(text: string): string {
  return text.replaceAll(tokens, "[token]").replaceAll(/Bearer\s+\S+/g, "Bearer [token]");
}

// "xoxb-", "xoxe.xoxp-", "xapp-" and their like.
const tokens = /\bx(?:ox[a-z]|app)[.-][\w.%-]+/gi;
const longest = 500;

function toShort(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function toFrames(stack: string, error: Error): string {
  const frames = stack.split("\n").filter((line) => /^\s*at\s/.test(line));
  return [`${error.name}: ${error.message}`, ...frames].join("\n");
}

function toFields(thrown: unknown, code: string): Record<string, unknown> {
  const answer = readProperty(thrown, "ok") === false ? thrown : readProperty(thrown, "data");
  const fields = {
    code: toShort(readString(thrown, "code") ?? code),
    statusCode: toNumber(readProperty(thrown, "statusCode")),
    retryAfter: toNumber(readProperty(thrown, "retryAfter")),
    data: toAnswer(answer),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Of a refusal: the code, the scopes, and what Slack says in words about the arguments. */
function toAnswer(answer: unknown): Record<string, unknown> | undefined {
  const error = readString(answer, "error");
  if (error === undefined) return undefined;
  const messages = readProperty(readProperty(answer, "response_metadata"), "messages");
  const texts = (Array.isArray(messages) ? messages : []).filter((message) => typeof message === "string");
  return {
    ok: false,
    error: toShort(redact(error)),
    ...toText("needed", answer),
    ...toText("provided", answer),
    ...(texts.length > 0 ? { response_metadata: { messages: texts.map((text) => redact(text)) } } : {}),
  };
}

function toText(key: string, answer: unknown): Record<string, string> {
  const value = readString(answer, key);
  return value === undefined ? {} : { [key]: redact(value) };
}

function toNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
