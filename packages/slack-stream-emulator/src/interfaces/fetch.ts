import type { Outcome, Reply } from "../protocol/answer.ts";
import type { Dispatch } from "../protocol/dispatch.ts";
import type { Incoming } from "../protocol/incoming.ts";
import { findSite } from "../sites/table.ts";
import { SLACK_LIMITS } from "../slack-limits.ts";
import { toMethod, toPath, untilAborted } from "./abort.ts";
import { readBody } from "./read-body.ts";
import { readForm } from "./read-form.ts";

/** A `fetch` that answers in-process. */
export type EmulatorFetch = (input: string | URL | Request, init?: RequestInit) => Promise<FetchAnswer>;

/** A `Response` whose headers can be listed. `WebClient` 8 needs this, and the types of `lib: ["DOM"]` do not declare it. */
export interface FetchAnswer extends Response {
  readonly headers: Headers & { entries(): IterableIterator<[string, string]> };
}

/** Creates a `fetch` that answers in-process. It uses no socket and no timer, so a manual clock controls all time. */
export function createFetch(dispatch: Dispatch): EmulatorFetch {
  return async (input, init) => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    const target = toMethod(input instanceof Request ? input.url : String(input));
    if (target === undefined) return await visit(new Request(input, init), { dispatch, signal });
    const incoming = isPlain(input, init)
      ? toIncoming(init, target)
      : await readRequest(new Request(input, init), target);
    const outcome = await dispatch(incoming, signal ?? undefined);
    return await toResponse(outcome, signal ?? undefined);
  };
}

/** Answers a request to another address than a method: a file, an incoming webhook, or a `response_url`. */
async function visit(
  request: Request,
  { dispatch, signal }: { dispatch: Dispatch; signal: AbortSignal | undefined },
): Promise<Response> {
  const incoming = await readSiteRequest(request);
  if (incoming === undefined) return new Response("Not Found", { status: 404 });
  return await toResponse(await dispatch(incoming, signal), signal);
}

export async function readSiteRequest(request: Request, origin?: string): Promise<Incoming | undefined> {
  const { path, query } = toPath(request.url);
  const site = findSite(path);
  if (site === undefined) return undefined;
  const contentType = request.headers.get("content-type") ?? undefined;
  const body = await readBody(request, SLACK_LIMITS.fileBytes);
  const fields =
    body !== undefined && isMultipart(contentType) ? await readForm(body, contentType) : undefined;
  return {
    method: site.name,
    query,
    origin,
    authorization: request.headers.get("authorization") ?? undefined,
    contentType,
    body: "",
    visit: { parts: site.parts, body: fields === undefined ? body : await toFileBytes(fields) },
  };
}

/** The bytes of the file in a form. */
async function toFileBytes(fields: Record<string, unknown>): Promise<Uint8Array> {
  const values = Object.values(fields);
  const file = values.find((value) => value instanceof Blob) ?? values[0];
  return file instanceof Blob
    ? new Uint8Array(await file.arrayBuffer())
    : new TextEncoder().encode(String(file ?? ""));
}

/** Reads a request whose body only the platform can read: streams, blobs, forms with files. */
export async function readRequest(
  request: Request,
  { method, query }: { method: string; query: string },
): Promise<Incoming> {
  const read = (name: string) => request.headers.get(name) ?? undefined;
  const contentType = read("content-type");
  const body = await readBody(request, SLACK_LIMITS.bodyBytes);
  return {
    method,
    query,
    contentType,
    contentEncoding: read("content-encoding"),
    authorization: read("authorization"),
    body,
    // A form without a usable boundary has no fields, and the dispatcher refuses its type.
    fields: body !== undefined && isMultipart(contentType) ? await readForm(body, contentType) : undefined,
  };
}

function isMultipart(contentType: string | undefined): contentType is string {
  return contentType?.toLowerCase().startsWith("multipart/form-data") === true;
}

export function toResponse(outcome: Outcome, signal: AbortSignal | undefined): Response | Promise<Response> {
  switch (outcome.type) {
    case "answer":
      return new Response(toBody(outcome.reply.body), outcome.reply);
    case "reset":
      throw new LostConnection();
    case "stall":
      return untilAborted(signal);
    case "stall-in-body":
      return toBrokenResponse(outcome.reply, (fail) => {
        untilAborted(signal).catch(fail);
      });
    case "reset-in-body":
      return toBrokenResponse(outcome.reply, (fail) =>
        fail(new TypeError("terminated", { cause: toReset() })),
      );
    default:
      return outcome satisfies never;
  }
}

function toBody(body: Reply["body"]): BodyInit | null {
  // A redirect may have no body.
  if (body.length === 0) return null;
  return typeof body === "string" ? body : new Uint8Array(body);
}

function toReset(): Error & { code: string } {
  return Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
}

/** A response that breaks after the first half of its body. */
function toBrokenResponse(reply: Reply, onSent: (fail: (error: unknown) => void) => void): Response {
  let sent = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (sent) return new Promise<void>(() => {});
        sent = true;
        const half = reply.body.slice(0, Math.ceil(reply.body.length / 2));
        controller.enqueue(typeof half === "string" ? new TextEncoder().encode(half) : half);
        onSent((error) => controller.error(error));
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, reply);
}

function isPlain(input: string | URL | Request, init: RequestInit | undefined): boolean {
  const body = init?.body ?? "";
  return !(input instanceof Request) && (typeof body === "string" || body instanceof URLSearchParams);
}

function toIncoming(init: RequestInit = {}, { method, query }: { method: string; query: string }): Incoming {
  const { body } = init;
  const isForm = body instanceof URLSearchParams;
  return {
    method,
    query,
    authorization: readHeader(init.headers, "authorization"),
    contentEncoding: readHeader(init.headers, "content-encoding"),
    contentType:
      readHeader(init.headers, "content-type") ?? (isForm ? "application/x-www-form-urlencoded" : undefined),
    body: isForm ? body.toString() : ((body ?? "") as string),
  };
}

/** Plain objects are the most common, and a `Headers` object for each call would cost more than the call. */
function readHeader(headers: RequestInit["headers"], name: string): string | undefined {
  if (headers === undefined) return undefined;
  if (headers instanceof Headers || Array.isArray(headers))
    return new Headers(headers).get(name) ?? undefined;
  for (const [key, value] of Object.entries(headers)) if (key.toLowerCase() === name) return String(value);
  return undefined;
}

/** The error of `fetch` for a lost connection. */
export class LostConnection extends TypeError {
  override readonly name = "TypeError";

  constructor() {
    super("fetch failed", { cause: toReset() });
  }
}
