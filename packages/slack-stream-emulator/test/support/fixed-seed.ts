import process from "node:process";
import fc from "fast-check";

/**
 * A fixed seed, so that a law fails only because of a change. To hunt, use another seed: `LAW_SEED=7 pnpm test laws`.
 */
fc.configureGlobal({ seed: Number(process.env.LAW_SEED ?? 20_261_121) });
