import process from "node:process";

/** Set by `pnpm test:slow`: laws run all their cases, and golden files are compared completely. */
export const isThorough = process.env.THOROUGH === "1";

/** How many cases of a law run: all in `pnpm test:slow`, and a tenth in `pnpm test`. */
export function tries(all: number): number {
  return isThorough ? all : Math.max(10, Math.ceil(all / 10));
}

/** Returns all cases of a list in `pnpm test:slow`, and every fifth in `pnpm test`. */
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
