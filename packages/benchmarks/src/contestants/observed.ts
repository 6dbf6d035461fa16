import diagnostics from "node:diagnostics_channel";
import type { Contestant } from "./contestant.ts";
import { ours } from "./everybody.ts";

const channels = ["slack-stream-adapter:stream", "slack-stream-adapter:call"];

/** The library with subscribers on its diagnostics channels. */
export const observed: Contestant = {
  name: "slack-stream-adapter, observed",
  prepare(bot) {
    const answer = ours.prepare(bot);
    return async (source, thread) => {
      for (const channel of channels) diagnostics.subscribe(channel, listen);
      try {
        return await answer(source, thread);
      } finally {
        for (const channel of channels) diagnostics.unsubscribe(channel, listen);
      }
    };
  },
};

function listen(): void {}
