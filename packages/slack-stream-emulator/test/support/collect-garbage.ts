import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** What is held weakly only is gone after this: a test that passes with it does so on a busy machine too. */
export const collectGarbage: () => void = runInNewContext("gc");
