import process from "node:process";

/** Set by `pnpm test:slow`: laws run as often as they say, and golden files are compared one and all. */
export const isThorough = process.env.THOROUGH === "1";

/** How often a law is tried: all of it in `pnpm test:slow`, a tenth of it in `pnpm test`. */
export function tries(all: number): number {
  return isThorough ? all : Math.max(10, Math.ceil(all / 10));
}

/** Of a list of cases all in `pnpm test:slow`, and every fifth in `pnpm test`. */
export function sample<T>(all: readonly T[]): readonly T[] {
  return isThorough ? all : all.filter((_, index) => index % 5 === 0);
}

/** The whole numbers from `first` up to but not including `end`: all in `pnpm test:slow`, and every seventeenth in `pnpm test`. */
export function sampleRange(first: number, end: number): readonly number[] {
  const step = isThorough ? 1 : 17;
  return Array.from(
    { length: Math.max(0, Math.ceil((end - first) / step)) },
    (_, index) => first + index * step,
  );
}
