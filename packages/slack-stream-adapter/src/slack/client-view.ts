import type { ApiArguments, ApiClient } from "./api-client.ts";
import { isViewable } from "./is-viewable.ts";
import { readProperty } from "./read-property.ts";

/**
 * Calls through the caller's client without its retries and its queue, and without a change to it. Its token, proxy,
 * interceptors, `fetch`, listeners and logger serve the view as well.
 */
export function createClientView(client: object): ApiClient {
  const viewable = isViewable(client);
  const caller = viewable ? viewOf(client) : client;
  return {
    method: (name) => {
      const replaced = findReplacedMethod(client, name);
      if (replaced) return { attempts: "unknown", call: async (args) => replaced(args) };
      const apiCall = readProperty(caller, "apiCall");
      if (typeof apiCall !== "function") return undefined;
      return {
        attempts: viewable ? "one" : "unknown",
        call: async (args) => Reflect.apply(apiCall, caller, [name, args]),
      };
    },
  };
}

/**
 * An object that inherits all from the client but what makes it repeat and stall: by default it sends an append again
 * whose answer was lost, and lets a 429 of one call hold up all others (S156, S161).
 */
function viewOf(client: object): object {
  const emit = readProperty(client, "emit");
  const own = {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // A session makes one call at a time; nothing needs to wait for another's turn.
    requestQueue: { add: async (task: () => unknown) => task(), pause: noop, start: noop },
    // The system's code of a failure is in the original, which toSafeError takes no more from.
    attachOriginalToWebAPIRequestError: true,
    // With the view as `this`, a listener for one time only would be taken off the view and stay on the client.
    ...(typeof emit === "function" ? { emit: emit.bind(client) } : {}),
  };
  // Defined, not assigned: what a frozen client inherits to its view can't be assigned.
  return Object.create(client, Object.getOwnPropertyDescriptors(own));
}

function noop(): void {}

/** A method that the caller put in place of the client's, or that a plain object has: it is called as it is. */
function findReplacedMethod(client: object, name: string): ((args: ApiArguments) => unknown) | undefined {
  const path = name.split(".");
  const last = path.pop() ?? "";
  const owner = path.reduce<unknown>(readProperty, client);
  const method = readProperty(owner, last);
  if (typeof method !== "function" || isClientsOwn(method)) return undefined;
  return (args) => Reflect.apply(method, owner, [args]);
}

/**
 * `client.chat.update` is the client's own when it is `apiCall`, bound. It would go on to use the original client, so
 * the view's `apiCall` is called instead. A spy takes the name over, but is no bare bound function.
 */
function isClientsOwn(method: object): boolean {
  const isBare = Object.getOwnPropertyNames(method).every((key) => key === "name" || key === "length");
  return isBare && readProperty(method, "name") === "bound apiCall";
}
