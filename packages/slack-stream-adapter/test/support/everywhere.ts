import type { StreamOptions, StreamReceipt } from "../../src/index.ts";
import { cardsOf, createStory, type Line, type Story } from "./story.ts";
import { createStoryWithoutCards } from "./story-without-cards.ts";

/** The transports of an answer. All except the last show cards. */
export const ways = ["native", "edit", "fall-back", "no cards"] as const;
export type Way = (typeof ways)[number];

/** Plays parts by one of the transports, with the library's defaults and `options`. */
export async function playIn(
  way: Way,
  lines: readonly Line[],
  options: StreamOptions = {},
): Promise<{
  story: Story;
  receipt: StreamReceipt | undefined;
  error: unknown;
  cards: readonly string[];
  shown: string;
}> {
  const story =
    way === "no cards"
      ? createStoryWithoutCards({ defaults: "library" })
      : createStory({ defaults: "library" });
  if (way === "fall-back")
    story.slack.failNext("chat.startStream", "channel_type_not_supported", { times: 9 });
  let error: unknown;
  const played = story.play(lines, { ...(way === "edit" ? { transport: "edit" } : {}), ...options });
  const receipt = await played.catch((thrown: unknown) => {
    error = thrown;
    return undefined;
  });
  return {
    story,
    receipt,
    error,
    cards: cardsOf(story),
    shown: story.thread().replace(/^\nuser:\nquestion\n/, ""),
  };
}

/** The same call in a full stream and in a UI message stream. */
export const forms = {
  "full stream": {
    begin: (id: string, toolName: string) => ({ type: "tool-input-start", id, toolName }),
    call: (id: string, toolName: string, input: object = {}) => ({
      type: "tool-call",
      toolCallId: id,
      toolName,
      input,
    }),
    result: (id: string, output: unknown) => ({ type: "tool-result", toolCallId: id, output }),
    error: (id: string, text: string) => ({ type: "tool-error", toolCallId: id, error: new Error(text) }),
    finishStep: (finishReason: string) => ({ type: "finish-step", finishReason }),
  },
  "UI message stream": {
    begin: (id: string, toolName: string) => ({ type: "tool-input-start", toolCallId: id, toolName }),
    call: (id: string, toolName: string, input: object = {}) => ({
      type: "tool-input-available",
      toolCallId: id,
      toolName,
      input,
    }),
    result: (id: string, output: unknown) => ({ type: "tool-output-available", toolCallId: id, output }),
    error: (id: string, errorText: string) => ({ type: "tool-output-error", toolCallId: id, errorText }),
    finishStep: (_: string) => ({ type: "finish-step" }),
  },
} as const;

export const formNames = Object.keys(forms) as (keyof typeof forms)[];
export const finish = (finishReason: string) => ({ type: "finish", finishReason });
