import { suggest } from "../check-names.ts";
import { checkCode } from "./check-fault.ts";
import type { Fault } from "./faults.ts";

/** The name of a fault, for a command line or a form. */
export interface FaultKind {
  readonly name: string;
  readonly summary: string;
  /** The meaning of the value, and its default. Undefined for a fault without a value. */
  readonly value?: { readonly label: string; readonly byDefault: string } | undefined;
  build(value: string): Fault | undefined;
}

export const FAULT_KINDS: readonly FaultKind[] = [
  {
    name: "error",
    summary: "Slack refuses the call with this code",
    value: { label: "code", byDefault: "internal_error" },
    build: (value) => (/^\w+$/.test(value) ? { type: "error", error: value } : undefined),
  },
  {
    name: "error-after",
    summary: "Slack carries the call out, and answers with this code all the same",
    value: { label: "code", byDefault: "internal_error" },
    build: (value) => (/^\w+$/.test(value) ? { type: "error", error: value, applied: true } : undefined),
  },
  {
    name: "rate-limit",
    summary: "HTTP 429; the value is Retry-After in seconds",
    value: { label: "seconds", byDefault: "3" },
    build: (value) => toNumbered(value, (retryAfter) => ({ type: "rate-limit", retryAfter })),
  },
  {
    name: "slow",
    summary: "Slack carries the call out, and answers late",
    value: { label: "ms", byDefault: "3000" },
    build: (value) => toNumbered(value, (ms) => ({ type: "slow", ms })),
  },
  {
    name: "reset-before",
    summary: "the connection breaks; the call is not carried out",
    build: () => ({ type: "reset-before" }),
  },
  {
    name: "reset-after",
    summary: "the connection breaks; the call is carried out",
    build: () => ({ type: "reset-after" }),
  },
  {
    name: "reset-in-body",
    summary: "the connection breaks within the answer; the call is carried out",
    build: () => ({ type: "reset-in-body" }),
  },
  {
    name: "stall",
    summary: "no answer; the call is not carried out",
    build: () => ({ type: "stall-before-headers" }),
  },
  {
    name: "stall-later",
    summary: "no answer; the call is carried out after this time",
    value: { label: "ms", byDefault: "20000" },
    build: (value) =>
      toNumbered(value, (afterMs) => ({ type: "stall-before-headers", applied: "later", afterMs })),
  },
  {
    name: "stall-in-body",
    summary: "half an answer, then silence; the call is carried out",
    build: () => ({ type: "stall-in-body" }),
  },
  {
    name: "http",
    summary: "an error page of the server; the call is not carried out",
    value: { label: "status", byDefault: "503" },
    build: (value) => toNumbered(value, (status) => ({ type: "http", status })),
  },
  {
    name: "html",
    summary: "an HTML page instead of JSON; the call is not carried out",
    build: () => ({ type: "html" }),
  },
  {
    name: "user-stop",
    summary: "somebody presses Stop just before the call",
    build: () => ({ type: "user-stop" }),
  },
];

/**
 * Makes the fault for a name such as `slow` and its value. Any other name is read as a code of Slack's. Throws a
 * `RangeError` if name and value do not match.
 */
function toFault({ name, value }: { name: string; value: string | undefined }): Fault {
  const kind = FAULT_KINDS.find((one) => one.name === name);
  if (kind === undefined) {
    if (value === undefined) {
      checkCode(name, FAULT_NAMES);
      return { type: "error", error: name };
    }
    throw new RangeError(`unknown fault ${name}; ${suggest(name, FAULT_NAMES)}`);
  }
  if (kind.value === undefined && value !== undefined)
    throw new RangeError(`the fault ${name} must stand alone, got the value ${value}`);
  const given = value ?? kind.value?.byDefault ?? "";
  const fault = kind.build(given);
  if (fault !== undefined) return fault;
  throw new RangeError(`the value of the fault ${name} (${kind.value?.label}) can't be ${given}`);
}

/** Reads `slow:2000`, `reset-after`, or a code of Slack's. */
export function readFaultName(text: string): Fault {
  const colon = text.indexOf(":");
  return colon < 0
    ? toFault({ name: text, value: undefined })
    : toFault({ name: text.slice(0, colon), value: text.slice(colon + 1) });
}

const FAULT_NAMES = FAULT_KINDS.map((one) => one.name);

function toNumbered(value: string, build: (count: number) => Fault): Fault | undefined {
  return /^\d{1,9}$/.test(value) ? build(Number(value)) : undefined;
}
