import type { Clock } from "../clock.ts";
import type { SlackClient } from "../types/index.ts";
import type { ApiArguments, ApiClient, ApiMethod } from "./api-client.ts";
import { readProperty } from "./read-property.ts";
import { slackTimeFor } from "./slack-time.ts";

/** A view, with the client's properties when it was made. */
interface KnownView {
  readonly view: ClientView;
  readonly apiCall: unknown;
  readonly clock: Clock | undefined;
}

/** One view for each client, used by all its streams. A new one is made if the client's `apiCall` is replaced. */
const views = new WeakMap<object, KnownView>();

/**
 * Makes calls with the caller's client, but without its retries and its queue. The client itself is not changed. The
 * view uses the client's token, proxy, interceptors, `fetch`, listeners and logger. With a clock it notes Slack's
 * time.
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
 * An object that inherits from the client and replaces its retries and its queue. By default a client sends an append
 * again if the response is lost, and a 429 for one call stops all others (S156, S161).
 */
function viewOf(client: object, clock: Clock | undefined): object {
  const own = {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // A stream makes one call at a time, so it needs no queue.
    requestQueue: { add: async (task: () => unknown) => task(), pause: noop, start: noop },
    // The original error has the system's error code. `toSafeError` reads nothing else of it.
    attachOriginalToWebAPIRequestError: true,
    // Emits on the client, because `emit` on the view would not remove a `once` listener from the client.
    emit(...event: unknown[]): unknown {
      const emit = readProperty(client, "emit");
      return typeof emit === "function" && Reflect.apply(emit, client, event);
    },
    // Overridden, because a client does not return the headers of a response.
    async makeRequest(...request: unknown[]): Promise<unknown> {
      const makeRequest = readProperty(client, "makeRequest");
      const response: unknown =
        typeof makeRequest === "function" ? await Reflect.apply(makeRequest, this, request) : undefined;
      if (clock !== undefined) slackTimeFor(clock).noteDate(readDate(response), clock.now());
      return response;
    },
  };
  // The properties are defined and not assigned, because assigning fails if the client is frozen.
  return Object.create(client, Object.getOwnPropertyDescriptors(own));
}

/** Reads the `Date` header of a `Response` or of a response of axios. */
function readDate(response: unknown): number {
  const headers = readProperty(response, "headers");
  const get = readProperty(headers, "get");
  const date =
    typeof get === "function" ? Reflect.apply(get, headers, ["date"]) : readProperty(headers, "date");
  return Date.parse(String(date));
}

/** Adds this token to each call, for a client that has none of its own. */
export function withToken(
  client: { apiCall(method: string, args: Record<string, unknown>): Promise<unknown> },
  token: string,
): SlackClient {
  return {
    apiCall: (method: string, args: object) => client.apiCall(method, { ...args, token }),
  } as SlackClient;
}

function noop(): void {}

/** Finds a method that the caller replaced, or a method of an object without `apiCall`. It is called unchanged. */
function findReplacedMethod(client: object, name: string): ((args: ApiArguments) => unknown) | undefined {
  const path = name.split(".");
  const last = path.pop() ?? "";
  const owner = path.reduce<unknown>(readProperty, client);
  const method = readProperty(owner, last);
  const hasApiCall = typeof readProperty(client, "apiCall") === "function";
  if (typeof method !== "function" || (hasApiCall && isClientsOwn(method))) return undefined;
  return (args) => Reflect.apply(method, owner, [args]);
}

/**
 * `client.chat.update` is the client's own method if it is `apiCall`, bound. It would use the original client, so the
 * view's `apiCall` is called instead. A spy copies the name, but is not a plain bound function.
 */
function isClientsOwn(method: object): boolean {
  const isBare = Object.getOwnPropertyNames(method).every((key) => key === "name" || key === "length");
  return isBare && readProperty(method, "name") === "bound apiCall";
}

/**
 * Whether an object that inherits from this client can make its calls. The client must be a `WebClient` whose
 * `apiCall` uses `this`. A replaced or bound `apiCall` would ignore the view, and a subclass with private members
 * would fail. Such clients are used without a view.
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

/** Whether a subclass overrides a method that a call may use. */
function takesPart(prototype: object, clientsNames: ReadonlySet<string>): boolean {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).some(
    ([name, { value }]) => name !== "constructor" && (typeof value !== "function" || clientsNames.has(name)),
  );
}

/**
 * Reads the source of the class, because nothing else shows private members. For older targets compilers write helpers
 * or WeakMaps instead of `#`.
 */
function mayHavePrivates(prototype: object): boolean {
  const subclass = readProperty(prototype, "constructor");
  return typeof subclass !== "function" || privateMarks.test(Function.prototype.toString.call(subclass));
}

const privateMarks = /#[\w$]|WeakMap|WeakSet|private(?:Get|Set|In|Method|Field|Add)/i;
