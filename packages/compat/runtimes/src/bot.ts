import { WebClient as WebClient8 } from "@slack/web-api";
import { WebClient as WebClient7 } from "@slack/web-api-7";
import type { Order } from "./order.ts";
import { streamAnswers } from "./stream-answers.ts";

/** The bot as a process of Node, Bun or Deno: the order is its argument, the receipts are what it prints. */
const order: Order = JSON.parse(process.argv[2] ?? "");

const clients = {
  token: () => undefined,
  "wait-until": () => undefined,
  "web-api-7": () => new WebClient7(order.token, { slackApiUrl: order.apiUrl }),
  "web-api-8": () => new WebClient8(order.token, { slackApiUrl: order.apiUrl }),
};

console.log(JSON.stringify(await streamAnswers(order, clients[order.way]())));
