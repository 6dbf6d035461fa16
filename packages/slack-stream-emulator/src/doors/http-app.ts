import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type Outcome, refuse } from "../protocol/answer.ts";
import type { Dispatch } from "../protocol/dispatch.ts";
import { WALLS } from "../walls.ts";
import { readRequest, toResponse } from "./fetch-door.ts";

/** What servers and other apps take: `Deno.serve(app.fetch)`, `new Hono().mount("/", app.fetch)`. */
export interface HttpApp {
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** Behind a Node server the bindings give the socket that a reset destroys. */
export type BoundApp = Hono<{ Bindings: Partial<HttpBindings> }>;

/** `loadPage` is called when somebody opens the page: a bot under test never does. */
export function createHttpApp(dispatch: Dispatch, loadPage: () => Promise<BoundApp>): HttpApp {
  const app: BoundApp = new Hono();
  const limit = bodyLimit({
    maxSize: WALLS.bodyBytes,
    onError: (context) => context.json(refuse("invalid_form_data")),
  });
  // Hono turns what is thrown into a page; here a throw is a lost connection and has to reach the caller.
  app.onError((error) => {
    throw error;
  });
  app.all("/api/:method", limit, async (context) => {
    const { raw } = context.req;
    const query = new URL(raw.url).search.slice(1);
    const incoming = await readRequest(raw, { method: context.req.param("method"), query });
    const outgoing = context.env?.outgoing;
    try {
      const outcome = await dispatch(incoming, raw.signal);
      if (outgoing === undefined || !BREAKS.has(outcome.type)) return await toResponse(outcome, raw.signal);
      breakOff(outgoing, outcome);
      return RESPONSE_ALREADY_SENT;
    } catch (error) {
      // A client that hung up on a slow or stalled call wants no answer, and that is nothing to report.
      if (outgoing === undefined || !raw.signal.aborted) throw error;
      return RESPONSE_ALREADY_SENT;
    }
  });
  const page = async (context: Context<{ Bindings: Partial<HttpBindings> }>) =>
    (await loadPage()).fetch(context.req.raw, context.env);
  app.all("/", page);
  app.all("/page/*", page);
  return app;
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
