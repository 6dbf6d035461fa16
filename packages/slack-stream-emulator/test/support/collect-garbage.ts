import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** After this all weakly held objects are gone. A test that passes with it also passes on a busy machine. */
export const collectGarbage: () => void = runInNewContext("gc");
