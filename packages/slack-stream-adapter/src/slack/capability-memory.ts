import { forEachClock } from "../clock.ts";
import { keepLatest } from "./keep-latest.ts";

/** Remembers the places where native streaming is refused, so that not every answer begins with a refusal. */
export interface CapabilityMemory {
  /** Keeps the code of a lasting refusal for an hour. */
  remember(place: string, refusal: { readonly code: string; readonly nowMs: number }): void;
  /** Returns the code while it is remembered. */
  recall(place: string, nowMs: number): string | undefined;
}

const rememberedForMs = 3_600_000;
const mostPlaces = 1_000;

/** `place` names what is remembered, such as a channel of an account. All times are of one clock. */
export function createCapabilityMemory(): CapabilityMemory {
  const refusals = new Map<string, { readonly code: string; readonly untilMs: number }>();
  return {
    remember: (place, { code, nowMs }) => {
      keepLatest(refusals, [place, { code, untilMs: nowMs + rememberedForMs }], mostPlaces);
    },
    recall: (place, nowMs) => {
      const refusal = refusals.get(place);
      if (refusal !== undefined && nowMs < refusal.untilMs) return refusal.code;
      refusals.delete(place);
      return undefined;
    },
  };
}

/** The memory of all streams with this clock. */
export const capabilitiesFor = forEachClock(createCapabilityMemory);
