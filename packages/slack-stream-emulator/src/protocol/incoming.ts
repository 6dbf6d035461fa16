import { parse } from "node:querystring";
import { SLACK_LIMITS } from "../slack-limits.ts";
import { type Answer, refuse } from "./answer.ts";

/** A request from one of the interfaces. It is not decoded yet, so that only this file decodes requests. */
export interface Incoming {
  method: string;
  authorization: string | undefined;
  contentType: string | undefined;
  contentEncoding?: string | undefined;
  query: string;
  /** The address of the server that received it, such as `http://127.0.0.1:4010`. Undefined in-process. */
  origin?: string | undefined;
  /** Undefined if it was larger than the emulator's limit. */
  body: string | Uint8Array | undefined;
  /** Set for an address that is not a method of the Web API. `method` is then its name. */
  visit?: { readonly parts: readonly string[]; readonly body: Uint8Array | undefined } | undefined;
  /** The fields of a multipart form, which the interface has parsed. */
  fields?: Record<string, unknown> | undefined;
}

export type Arguments = Readonly<Record<string, unknown>>;

export interface Decoded {
  args: Arguments;
  token: string | undefined;
  /** Slack's refusal of a body that cannot be read. */
  problem: Answer | undefined;
  /** Slack's warning about a body that can be read. */
  warning: string | undefined;
}

/** Arguments that are JSON text in form bodies. */
const JSON_ARGUMENTS = new Set(["chunks", "blocks", "metadata", "attachments", "loading_messages"]);

export function decode(incoming: Incoming): Decoded {
  const { fields, warning, problem } = decodeBody(incoming);
  const given = incoming.query === "" ? fields : { ...parse(incoming.query), ...fields };
  const args: Record<string, unknown> = {};
  let token = toBearer(incoming.authorization);
  if (problem !== undefined) return { args, token, problem, warning };
  for (const [name, value] of Object.entries(given)) {
    if (name === "token") token ??= typeof value === "string" ? value : undefined;
    else if (value !== undefined && value !== null) {
      const read = JSON_ARGUMENTS.has(name) && typeof value === "string" ? parseJson(value) : value;
      // A field named like a prototype accessor must stay a field.
      Object.defineProperty(args, name, {
        value: read,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
  }
  return { args, token, problem, warning };
}

interface DecodedBody {
  fields: Record<string, unknown>;
  warning?: string | undefined;
  problem?: Answer | undefined;
}

/** Decodes the body. The codes and warnings are those of every page of docs.slack.dev/reference/methods. */
function decodeBody({ body, contentType, contentEncoding = "identity", fields }: Incoming): DecodedBody {
  if (body === undefined || body.length > SLACK_LIMITS.bodyBytes) return toProblem("invalid_form_data");
  if (contentEncoding.toLowerCase() !== "identity") return refuseEncoding(contentEncoding);
  const { type, charset } = toMediaType(contentType ?? "");
  if (fields !== undefined) return { fields, warning: charset && "superfluous_charset" };
  if (body.length === 0) return { fields: {} };
  if (contentType === undefined) return toProblem("missing_post_type");
  if (charset !== undefined && !Object.hasOwn(DECODERS, charset)) return toProblem("invalid_charset");
  const decoder = DECODERS[charset ?? "utf-8"] ?? UTF_8;
  const text = typeof body === "string" ? body : decoder.text(body);
  if (type === "application/x-www-form-urlencoded") {
    const parsed = parse(text, "&", "=", { maxKeys: 0, decodeURIComponent: decoder.unescape });
    return { fields: { ...parsed }, warning: charset && "superfluous_charset" };
  }
  if (type !== "application/json") return toProblem("invalid_post_type");
  return { ...toObject(text), warning: charset === undefined ? "missing_charset" : undefined };
}

function toObject(text: string): DecodedBody {
  const parsed = parseJson(text);
  if (parsed === text) return toProblem("invalid_json");
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
    ? { fields: parsed as Record<string, unknown> }
    : toProblem("json_not_object");
}

interface Decoder {
  text(body: Uint8Array): string;
  /** Decodes one name or value of a form. */
  unescape(value: string): string;
}

const UTF_8: Decoder = { text: (body) => new TextDecoder().decode(body), unescape: decodeURIComponent };
const LATIN_1: Decoder = {
  text: (body) => Buffer.from(body).toString("latin1"),
  unescape: (value) =>
    value.replace(/%([\da-f]{2})/gi, (_all, byte: string) => String.fromCharCode(Number.parseInt(byte, 16))),
};

/** The two character sets that Slack's `invalid_charset` names as valid. */
const DECODERS: Readonly<Record<string, Decoder>> = { "utf-8": UTF_8, utf8: UTF_8, "iso-8859-1": LATIN_1 };

function toMediaType(contentType: string): { type: string; charset: string | undefined } {
  const [type = "", ...parameters] = contentType
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  return { type, charset: charset?.replace(/^"(.*)"$/, "$1") };
}

function toProblem(code: string): DecodedBody {
  return { fields: {}, problem: refuse(code) };
}

function refuseEncoding(encoding: string): DecodedBody {
  const message = `[ERROR] content-encoding ${encoding} is not supported, send the body uncompressed`;
  return {
    fields: {},
    problem: refuse("invalid_post_type", { response_metadata: { messages: [message] } }),
  };
}

export function toBearer(authorization: string | undefined): string | undefined {
  const match = /^bearer\s+(\S+)/i.exec(authorization ?? "");
  return match?.[1];
}

/**
 * Parses JSON. If the text is not JSON, it returns the text, and the rule that reads it refuses it with its own code.
 */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
