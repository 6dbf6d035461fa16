import type { Notice } from "../workspace/observers.ts";
import type { Parcel } from "./bodies.ts";
import type { Attempt, Transport } from "./deliver.ts";

/** One request to a bot, with its content. */
export interface Delivery extends Attempt {
  /** Counts from 0 over all bots. */
  readonly index: number;
  readonly kind: Parcel["kind"];
  readonly appId: string;
  readonly payload: object;
}

/** All requests to bots. The control API, the page and the command read it. */
export interface DeliveryLog {
  /** The newest 10,000 requests, in order. */
  readonly list: readonly Delivery[];
  /** How many requests a bot has not answered yet. */
  readonly underWay: number;
  /** How many events are not received yet: those under way, and those that wait to be sent again. */
  readonly undelivered: number;
  add(delivery: Omit<Delivery, "index">): void;
  /** Calls `listener` with each request when it is over, until the returned function is called. */
  onAdd(listener: (delivery: Delivery) => void): () => void;
  /** Counts the requests of a transport. */
  watch(transport: Transport): Transport;
  /** Counts one delivery, with its retries, until it is over. */
  track(delivered: Promise<Attempt>): void;
  clear(): void;
}

const MOST_KEPT = 10_000;
const FORGOTTEN_AT_ONCE = 2_000;

export function createDeliveryLog(notice: Notice): DeliveryLog {
  const list: Delivery[] = [];
  const listeners = new Set<(delivery: Delivery) => void>();
  let count = 0;
  let underWay = 0;
  let undelivered = 0;
  return {
    list,
    get underWay() {
      return underWay;
    },
    get undelivered() {
      return undelivered;
    },
    add(delivery) {
      if (list.length >= MOST_KEPT) list.splice(0, FORGOTTEN_AT_ONCE);
      const added = { index: count, ...delivery };
      list.push(added);
      count += 1;
      for (const listener of listeners) listener(added);
      notice.emit();
    },
    onAdd(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    watch: (transport) => ({
      ...transport,
      async attempt(parcel, retry) {
        underWay += 1;
        try {
          return await transport.attempt(parcel, retry);
        } finally {
          underWay -= 1;
        }
      },
    }),
    track(delivered) {
      undelivered += 1;
      const end = () => {
        undelivered -= 1;
      };
      delivered.then(end, end);
    },
    clear() {
      list.length = 0;
      count = 0;
    },
  };
}
