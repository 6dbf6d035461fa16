import { createDelivery, runStream } from "../../../slack-stream-adapter/src/answer/run.ts";
import { toSettings } from "../../../slack-stream-adapter/src/options/settings.ts";
import { readSource } from "../../../slack-stream-adapter/src/source/read-source.ts";
import { contestantBy } from "./ours.ts";

/** The library, with its answer converted to JSON and back after every step. Law A: the calls are the same. */
export const throughJson = contestantBy(
  "slack-stream-adapter through JSON",
  async (source, target, options) => {
    if (!("channel" in target) || typeof target.channel !== "string") throw new TypeError("no channel");
    const delivery = createDelivery({ ...target, channel: target.channel }, toSettings(options));
    return runStream(readSource(source), {
      ...delivery,
      between: (answer) => JSON.parse(JSON.stringify(answer)),
    });
  },
);
