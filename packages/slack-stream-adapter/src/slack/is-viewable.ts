import { readProperty } from "./read-property.ts";

/**
 * Whether an object that inherits from this client can make its calls: it must be a `WebClient` whose `apiCall` runs
 * on whatever `this` is. A replaced or bound `apiCall`, and a subclass with private members, would not work or would
 * go past the view, so such clients are used as they are.
 */
export function isViewable(client: object): boolean {
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

/** Looks at the source of the class: nothing else tells. Compilers to older targets put helpers or WeakMaps in place of `#`. */
function mayHavePrivates(prototype: object): boolean {
  const subclass = readProperty(prototype, "constructor");
  return typeof subclass !== "function" || privateMarks.test(Function.prototype.toString.call(subclass));
}

const privateMarks = /#[\w$]|WeakMap|WeakSet|private(?:Get|Set|In|Method|Field|Add)/i;
