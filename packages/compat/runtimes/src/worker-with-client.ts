import { WebClient } from "@slack/web-api";
import type { Order } from "./order.ts";
import { streamAnswers } from "./stream-answers.ts";

/** The bot as a worker with the client of @slack/web-api 8, which calls by `fetch`. */
export default {
  async fetch(request: Request): Promise<Response> {
    const order: Order = await request.json();
    const client = new WebClient(order.token, { slackApiUrl: order.apiUrl, fetch: fetchFromWorker });
    return Response.json(await streamAnswers(order, client));
  },
};

/** web-api 8 calls the global `fetch` as a method of its own, and with `redirect: "error"`: a worker refuses both. */
const fetchFromWorker: typeof fetch = (input, init) => fetch(input, { ...init, redirect: "manual" });
