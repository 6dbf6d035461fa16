import type { Order } from "./order.ts";
import { streamAnswers } from "./stream-answers.ts";

/** The bot as a worker that has a token and nothing else: the order is the request, the receipts are the response. */
export default {
  async fetch(request: Request): Promise<Response> {
    const order: Order = await request.json();
    return Response.json(await streamAnswers(order));
  },
};
