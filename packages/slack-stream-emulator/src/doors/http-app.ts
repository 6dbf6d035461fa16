import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { type Outcome, refuse } from "../protocol/answer.ts";
import type { Dispatch } from "../protocol/dispatch.ts";
import type { Incoming } from "../protocol/incoming.ts";
import { LostConnection, readRequest, readSiteRequest, toResponse } from "./fetch-door.ts";
import { findIntruder } from "./guard.ts";

/** What servers and other apps take: `Deno.serve(app.fetch)`, `new Hono().mount("/", app.fetch)`. */
export interface HttpApp {
  /** Answers one request. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** Behind a Node server the bindings give the socket that a reset destroys. */
export type BoundApp = Hono<{ Bindings: Partial<HttpBindings> }>;
type BoundContext = Context<{ Bindings: Partial<HttpBindings> }>;

interface Parts {
  readonly dispatch: Dispatch;
  /** Called when somebody opens the page: a bot under test never does. */
  readonly loadPage: () => Promise<BoundApp>;
  /** The same for a test in another language. */
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

/** What was thrown while a request was answered: nothing of it is for the client but that it failed. */
function toFailure(error: Error, context: BoundContext): Response {
  const incoming = context.env?.incoming;
  // Without a socket to destroy, a lost connection is a throw and has to reach the caller.
  if (incoming === undefined && (error instanceof LostConnection || context.req.raw.signal.aborted))
    throw error;
  // A client that hung up wants no answer, and that is nothing to report.
  const wasCutOff = incoming?.destroyed === true && !incoming.complete;
  if (wasCutOff || context.req.raw.signal.aborted) return RESPONSE_ALREADY_SENT;
  const { method, path } = context.req;
  console.error(`slack-stream-emulator: ${method} ${path} failed, which is a fault of the emulator:`, error);
  const message = `[ERROR] the emulator failed: ${error.message}`;
  return context.json(refuse("internal_error", { response_metadata: { messages: [message] } }), 500);
}

/** As the client sees it: in a container its name for this machine, not ours. */
function toOrigin(request: Request): string {
  return new URL(request.url).origin;
}

const BREAKS: ReadonlySet<Outcome["type"]> = new Set(["reset", "reset-in-body", "stall-in-body"]);

/** Leaves the client without a proper end: no answer, or half of one and then a lost or a silent connection. */
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
