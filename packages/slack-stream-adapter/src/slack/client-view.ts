import type { Clock } from "../clock.ts";
import type { SlackClient } from "../types/index.ts";
import type { ApiArguments, ApiClient, ApiMethod } from "./api-client.ts";
import { readProperty } from "./read-property.ts";
import { slackTimeFor } from "./slack-time.ts";

/** How the client was when its view was made. */
interface KnownView {
  readonly view: ClientView;
  readonly apiCall: unknown;
  readonly clock: Clock | undefined;
}

/** A view serves all streams through its client. It is made anew once the client's `apiCall` is replaced. */
const views = new WeakMap<object, KnownView>();

/**
 * Calls through the caller's client without its retries and its queue, and without a change to it. Its token, proxy,
 * interceptors, `fetch`, listeners and logger serve the view as well. With a clock it notes Slack's time.
 */
export function createClientView(client: object, clock?: Clock): ApiClient {
  const apiCall = readProperty(client, "apiCall");
  const known = views.get(client);
  if (known !== undefined && known.apiCall === apiCall && known.clock === clock) return known.view;
  const view = new ClientView(client, clock);
  views.set(client, { view, apiCall, clock });
  return view;
}

class ClientView implements ApiClient {
  readonly #client: object;
  readonly #caller: object;
  readonly #attempts: ApiMethod["attempts"];

  constructor(client: object, clock: Clock | undefined) {
    const viewable = isViewable(client);
    this.#client = client;
    this.#caller = viewable ? viewOf(client, clock) : client;
    this.#attempts = viewable ? "one" : "unknown";
  }

  method(name: string): ApiMethod | undefined {
    const replaced = findReplacedMethod(this.#client, name);
    if (replaced) return { attempts: "unknown", call: async (args) => replaced(args) };
    const caller = this.#caller;
    const apiCall = readProperty(caller, "apiCall");
    if (typeof apiCall !== "function") return undefined;
    return {
      attempts: this.#attempts,
      call: async (args) => Reflect.apply(apiCall, caller, [name, args]),
    };
  }
}

/**
 * An object that inherits all from the client but what makes it repeat and stall: by default it sends an append again
 * whose answer was lost, and lets a 429 of one call hold up all others (S156, S161).
 */
function viewOf(client: object, clock: Clock | undefined): object {
  const own = {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // A session makes one call at a time; nothing needs to wait for another's turn.
    requestQueue: { add: async (task: () => unknown) => task(), pause: noop, start: noop },
    // The system's code of a failure is in the original, which toSafeError takes no more from.
    attachOriginalToWebAPIRequestError: true,
    // With the view as `this`, a listener for one time only would be taken off the view and stay on the client.
    emit(...event: unknown[]): unknown {
      const emit = readProperty(client, "emit");
      return typeof emit === "function" && Reflect.apply(emit, client, event);
    },
    // The client keeps the headers of an answer to itself.
    async makeRequest(...request: unknown[]): Promise<unknown> {
      const makeRequest = readProperty(client, "makeRequest");
      const response: unknown =
        typeof makeRequest === "function" ? await Reflect.apply(makeRequest, this, request) : undefined;
      if (clock !== undefined) slackTimeFor(clock).noteDate(readDate(response), clock.now());
      return response;
    },
  };
  // Defined, not assigned: what a frozen client inherits to its view can't be assigned.
  return Object.create(client, Object.getOwnPropertyDescriptors(own));
}

/** Of a `Response`, or of an answer of axios. */
function readDate(response: unknown): number {
  const headers = readProperty(response, "headers");
  const get = readProperty(headers, "get");
  const date =
    typeof get === "function" ? Reflect.apply(get, headers, ["date"]) : readProperty(headers, "date");
  return Date.parse(String(date));
}

/** A client whose every call carries this token, for one that is handed a token with each call. */
export function withToken(
  client: { apiCall(method: string, args: Record<string, unknown>): Promise<unknown> },
  token: string,
): SlackClient {
  return {
    apiCall: (method: string, args: object) => client.apiCall(method, { ...args, token }),
  } as SlackClient;
}

function noop(): void {}

/** A method that the caller put instead of the client's, or that a plain object has: it is called as it is. */
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

/**
 * Whether an object that inherits from this client can make its calls: it must be a `WebClient` whose `apiCall` runs
 * on whatever `this` is. A replaced or bound `apiCall`, and a subclass with private members, would not work or would
 * go past the view, so such clients are used as they are.
 */
function isViewable(client: object): boolean {
  const prototypes = toPrototypes(client);
  const base = prototypes.findLastIndex((prototype) => Object.hasOwn(prototype, "makeRequest"));
  if (base === -1 || !hasClientsParts(client)) return false;
  const inherited = prototypes.find((prototype) => Object.hasOwn(prototype, "apiCall"));
  if (inherited === undefined || readProperty(client, "apiCall") !== readProperty(inherited, "apiCall"))
    return false;
  const clientsNames = new Set(
    prototypes.slice(base).flatMap((prototype) => Object.getOwnPropertyNames(prototype)),
  );
  return !prototypes
    .slice(0, base)
    .some((prototype) => takesPart(prototype, clientsNames) && mayHavePrivates(prototype));
}

function toPrototypes(client: object): readonly object[] {
  const prototypes: object[] = [];
  let prototype: object | null = Object.getPrototypeOf(client);
  while (prototype !== null && prototype !== Object.prototype) {
    prototypes.push(prototype);
    prototype = Object.getPrototypeOf(prototype);
  }
  return prototypes;
}

function hasClientsParts(client: object): boolean {
  return ["retryConfig", "rejectRateLimitedCalls", "requestQueue"].every((part) => part in client);
}

/** Whether a subclass overrides something that a call may run through. */
function takesPart(prototype: object, clientsNames: ReadonlySet<string>): boolean {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).some(
    ([name, { value }]) => name !== "constructor" && (typeof value !== "function" || clientsNames.has(name)),
  );
}

/** Looks at the source of the class: nothing else tells. Compilers to older targets put helpers or WeakMaps instead of `#`. */
function mayHavePrivates(prototype: object): boolean {
  const subclass = readProperty(prototype, "constructor");
  return typeof subclass !== "function" || privateMarks.test(Function.prototype.toString.call(subclass));
}

const privateMarks = /#[\w$]|WeakMap|WeakSet|private(?:Get|Set|In|Method|Field|Add)/i;
