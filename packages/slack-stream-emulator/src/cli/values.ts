import type { EmulatorOptions } from "../options.ts";
import { checkMethod } from "../protocol/check-fault.ts";
import { readFaultName } from "../protocol/fault-names.ts";
import type { ScriptedFault } from "../protocol/faults.ts";
import { UsageError } from "./usage-error.ts";

export function readPort(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new UsageError(`--port must be a number from 0 to 65535, got ${value}`);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

export function readDuration(flag: string, value: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(value);
  if (match === null) throw new UsageError(`${flag} must be a time such as 500ms, 30s or 5m, got ${value}`);
  return Number(match[1]) * (UNITS[match[2] ?? ""] ?? 1);
}

/** Slack's ids have ten digits before the dot. */
const EARLIEST_MS = 1_000_000_000_000;
const LATEST_MS = 9_999_999_999_999;

/** Reads a time in ISO 8601. The zone is required, because otherwise the time would differ between machines. */
export function readDate(flag: string, value: string): number {
  const isDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(value);
  const ms = isDate ? Date.parse(value) : Number.NaN;
  if (ms >= EARLIEST_MS && ms <= LATEST_MS) return ms;
  throw new UsageError(
    `${flag} must be a date with its zone, from 2001-09-09T01:46:40Z on, such as 2026-01-01T00:00:00Z, got ${value}`,
  );
}

export function readRateLimits(value: string): EmulatorOptions["rateLimits"] {
  if (value === "off") return false;
  if (value === "documented") return "documented";
  const scale = Number(value);
  if (/^\d*\.?\d+$/.test(value) && scale > 0) return { scale };
  throw new UsageError(`--rate-limits must be off, documented or a factor above 0, got ${value}`);
}

/** `METHOD=NAME[:VALUE][*TIMES][+SKIP]` */
export function readFault(text: string): ScriptedFault {
  const match = /^(\*|[\w.]+)=([\w-]+(?::[^*+]+)?)(?:\*(\d+))?(?:\+(\d+))?$/.exec(text);
  if (match === null) throw new UsageError(`--fault must be METHOD=NAME[:VALUE][*TIMES][+SKIP], got ${text}`);
  const [, method = "*", name = "", times = "1", skip = "0"] = match;
  if (Number(times) < 1) throw new UsageError(`--fault must meet at least one call, got ${text}`);
  checkMethod(method, "--fault");
  return { method, fault: readFaultName(name), times: Number(times), skip: Number(skip) };
}

export function readUrl(flag: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.href;
  throw new UsageError(`${flag} must be an http or https address, got ${value}`);
}
