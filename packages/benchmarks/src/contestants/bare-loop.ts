import type { Contestant } from "./contestant.ts";

/** The lower bound: reads the source and keeps the text, without any call. */
export const bareLoop: Contestant = {
  name: "bare for await",
  prepare: () => async (source) => {
    let text = "";
    for await (const token of source) text += token;
    return text.length;
  },
};
