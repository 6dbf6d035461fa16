import type { Contestant } from "./contestant.ts";

/** The floor: reads the source, keeps the text, and tells nobody. */
export const bareLoop: Contestant = {
  name: "bare for await",
  prepare: () => async (source) => {
    let text = "";
    for await (const token of source) text += token;
    return text.length;
  },
};
