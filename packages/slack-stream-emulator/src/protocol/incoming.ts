import { parse } from "node:querystring";
import { WALLS } from "../walls.ts";

/** A request as a door hands it over: still undecoded, so that decoding has one home. */
export interface Incoming {
  method: string;
  authorization: string | undefined;
  contentType: string | undefined;
  query: string;
  body: string;
  /** Fields a door had to take apart itself: multipart forms. */
  fields?: Record<string, unknown> | undefined;
}

export type Arguments = Readonly<Record<string, unknown>>;

export interface Decoded {
  args: Arguments;
  token: string | undefined;
  /** Slack's code for a body that cannot be read. */
  problem: string | undefined;
}

/** Arguments that form bodies carry as JSON text. */
const JSON_ARGUMENTS = new Set(["chunks", "blocks", "metadata", "attachments", "loading_messages"]);

export function decode(incoming: Incoming): Decoded {
  const body = decodeBody(incoming);
  if (typeof body === "string") return { args: {}, token: toBearer(incoming.authorization), problem: body };
  const given = incoming.query === "" ? body : { ...parse(incoming.query), ...body };
  const args: Record<string, unknown> = {};
  let token = toBearer(incoming.authorization);
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
  return { args, token, problem: undefined };
}

function decodeBody({ body, contentType, fields }: Incoming): Record<string, unknown> | string {
  if (fields !== undefined) return fields;
  if (body.length > WALLS.bodyBytes) return "invalid_form_data";
  if (body === "") return {};
  if (contentType === undefined) return "missing_post_type";
  const [type = "", ...parameters] = contentType
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  if (charset !== undefined && !/^"?utf-?8"?$/.test(charset)) return "invalid_charset";
  if (type === "application/x-www-form-urlencoded") return { ...parse(body, "&", "=", { maxKeys: 0 }) };
  if (type !== "application/json") return "invalid_post_type";
  const parsed = parseJson(body);
  if (parsed === body) return "invalid_json";
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
    ? (parsed as Record<string, unknown>)
    : "json_not_object";
}

function toBearer(authorization: string | undefined): string | undefined {
  const match = /^bearer\s+(\S+)/i.exec(authorization ?? "");
  return match?.[1];
}

/** The value, or the text itself when it is no JSON: the rule that reads it refuses it by its own code. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
