import type { Order } from "./order.ts";
import { streamAnswers } from "./stream-answers.ts";

interface Context {
  waitUntil(work: Promise<unknown>): void;
}

/** The bot as a worker that responds at once, and streams in `waitUntil`. */
export default {
  async fetch(request: Request, _: unknown, context: Context): Promise<Response> {
    const order: Order = await request.json();
    context.waitUntil(report(order));
    return new Response();
  },
};

async function report(order: Order): Promise<void> {
  const receipts = await streamAnswers(order);
  await fetch(order.reportUrl ?? "", { method: "POST", body: JSON.stringify(receipts) });
}
