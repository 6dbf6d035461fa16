import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { type Outcome, refuse } from "../protocol/answer.ts";
import type { Dispatch } from "../protocol/dispatch.ts";
import type { Incoming } from "../protocol/incoming.ts";
import { LostConnection, readRequest, readSiteRequest, toResponse } from "./fetch.ts";
import { findIntruder } from "./guard.ts";

/** An app for servers and other apps: `Deno.serve(app.fetch)`, `new Hono().mount("/", app.fetch)`. */
export interface HttpApp {
  /** Answers one request. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** In a Node server the bindings give the socket, which a reset destroys. */
export type BoundApp = Hono<{ Bindings: Partial<HttpBindings> }>;
type BoundContext = Context<{ Bindings: Partial<HttpBindings> }>;

interface Parts {
  readonly dispatch: Dispatch;
  /** Called when somebody opens the page. A bot under test never does. */
  readonly loadPage: () => Promise<BoundApp>;
  /** Called when a test first uses the control API. */
  readonly loadControl: () => Promise<BoundApp>;
  readonly allowedHosts: ReadonlySet<string>;
}

export function createHttpApp({ dispatch, loadPage, loadControl, allowedHosts }: Parts): HttpApp {
  const app: BoundApp = new Hono();
  app.onError(toFailure);
  app.use(async (context, next) => {
    const { method, path, raw } = context.req;
    const intruder = findIntruder({ headers: raw.headers, method, path, allowedHosts });
    if (intruder !== undefined) return context.text(intruder, 403, { "x-content-type-options": "nosniff" });
    await next();
  });
  app.all("/api/:method", async (context) => {
    const { raw } = context.req;
    const query = new URL(raw.url).search.slice(1);
    const incoming = await readRequest(raw, { method: context.req.param("method"), query });
    return await answer(context, { ...incoming, origin: toOrigin(raw) });
  });
  app.all("*", async (context, next) => {
    const incoming = await readSiteRequest(context.req.raw, toOrigin(context.req.raw));
    return incoming === undefined ? await next() : await answer(context, incoming);
  });
  async function answer(context: BoundContext, incoming: Incoming): Promise<Response> {
    const { raw } = context.req;
    const outgoing = context.env?.outgoing;
    const outcome = await dispatch(incoming, raw.signal);
    if (outgoing === undefined || !BREAKS.has(outcome.type)) return await toResponse(outcome, raw.signal);
    breakOff(outgoing, outcome);
    return RESPONSE_ALREADY_SENT;
  }
  const page = async (context: BoundContext) => (await loadPage()).fetch(context.req.raw, context.env);
  app.all("/", page);
  app.all("/page/*", page);
  const control = async (context: BoundContext) => (await loadControl()).fetch(context.req.raw, context.env);
  app.all("/control", control);
  app.all("/control/*", control);
  return app;
}

/** Handles an error during a request. The client learns only that the request failed. */
function toFailure(error: Error, context: BoundContext): Response {
  const incoming = context.env?.incoming;
  // Without a socket, a lost connection is an error that the caller has to get.
  if (incoming === undefined && (error instanceof LostConnection || context.req.raw.signal.aborted))
    throw error;
  // If the client hung up, there is nothing to answer or report.
  const wasCutOff = incoming?.destroyed === true && !incoming.complete;
  if (wasCutOff || context.req.raw.signal.aborted) return RESPONSE_ALREADY_SENT;
  const { method, path } = context.req;
  console.error(`slack-stream-emulator: ${method} ${path} failed, which is a fault of the emulator:`, error);
  const message = `[ERROR] the emulator failed: ${error.message}`;
  return context.json(refuse("internal_error", { response_metadata: { messages: [message] } }), 500);
}

/** The address that the client used. In a container it is the client's name for this machine. */
function toOrigin(request: Request): string {
  return new URL(request.url).origin;
}

const BREAKS: ReadonlySet<Outcome["type"]> = new Set(["reset", "reset-in-body", "stall-in-body"]);

/** Breaks off a response: sends nothing, or the first half, and then resets the connection or stays silent. */
function breakOff(outgoing: HttpBindings["outgoing"], outcome: Outcome): void {
  if (outcome.type !== "reset-in-body" && outcome.type !== "stall-in-body") {
    outgoing.destroy();
    return;
  }
  const { status, headers, body } = outcome.reply;
  outgoing.writeHead(status, headers);
  outgoing.write(body.slice(0, Math.ceil(body.length / 2)), () => {
    if (outcome.type === "reset-in-body") outgoing.destroy();
  });
}
