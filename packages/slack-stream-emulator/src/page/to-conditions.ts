import type { Conditions } from "../options.ts";
import type { ConditionsView } from "./wire.ts";

/** The options behind a change in the form; a `TypeError` names a field that is unknown or of the wrong kind. */
export function toChangedConditions(
  changes: Readonly<Record<string, unknown>>,
  current: ConditionsView,
): Conditions {
  for (const [name, value] of Object.entries(changes)) {
    const known = Object.hasOwn(current, name) ? current[name as keyof ConditionsView] : undefined;
    if (known === undefined) throw new TypeError(`changes.${name} is not known`);
    const choices = Object.hasOwn(CHOICES, name) ? CHOICES[name] : undefined;
    if (typeof value !== typeof known || choices?.includes(String(value)) === false)
      throw new TypeError(`changes.${name} must be ${choices?.join(", ") ?? `a ${typeof known}`}`);
  }
  const all: ConditionsView = { ...current, ...changes };
  const rates = changes.rateLimits === undefined ? {} : { rateLimits: toRateLimits(all.rateLimits) };
  return {
    ttlMs: all.ttlMs,
    idleMs: all.idleMs === 0 ? false : all.idleMs,
    ...(changes.latencyMs === undefined ? {} : { latencyMs: all.latencyMs }),
    // Another unit comes with its own limit.
    size:
      changes.sizeUnit === undefined
        ? { unit: all.sizeUnit, limit: all.sizeLimit }
        : { unit: all.sizeUnit, limit: changes.sizeLimit === undefined ? undefined : all.sizeLimit },
    ...rates,
    recipients: all.recipients,
    readBack: { access: all.forbidsReading ? "forbidden" : "allowed", expired: all.expiredReads },
    isAgent: all.isAgent,
    subscribesToStop: all.subscribesToStop,
    govSlack: all.govSlack,
    assistantRetired: all.assistantRetired,
    blockMismatch: all.blockMismatch,
    blankText: all.refusesBlank ? "no_text" : "accept",
  };
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  sizeUnit: ["codepoints", "utf8bytes"],
  rateLimits: ["off", "documented"],
  recipients: ["channels", "everywhere", "never", "strict-dm"],
  expiredReads: ["errored", "completed", "in_progress"],
};

function toRateLimits(kind: ConditionsView["rateLimits"]): Conditions["rateLimits"] {
  return kind === "off" ? false : "documented";
}
