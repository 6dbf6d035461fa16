// Made once: making one costs far more than using it, and each message and call shows a time.
const CLOCK = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const TIME_OF_DAY = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat([], { weekday: "long", month: "long", day: "numeric" });

export function formatClock(ms: number): string {
  return CLOCK.format(ms);
}

export function toTimeOfDay(ms: number): string {
  return TIME_OF_DAY.format(ms);
}

/** `Thursday, January 1` */
export function toDay(ms: number): string {
  return DAY.format(ms);
}

/** `4:05` */
export function toMinutes(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function toMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** `5 min 20 s` */
export function toSpan(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.round((ms % 60_000) / 1_000);
  return [minutes > 0 ? `${minutes} min` : "", seconds > 0 ? `${seconds} s` : ""].filter(Boolean).join(" ");
}
