import {
  closing,
  compose,
  continueInNewMessage,
  type MessageState,
  startAnswer,
} from "../markdown/compose.ts";
import { endBlock } from "../markdown/end-block.ts";
import type { Part } from "./content.ts";

/**
 * The parts as blocks, each of which Slack parses by itself: a fence that is open at a card is closed before it and opened
 * again behind it. What is streamed needs none of this, for its text is parsed as one (S172).
 */
export function toWholeTexts(parts: readonly Part[], { mentions }: MessageState): readonly Part[] {
  if (parts.filter((part) => part.type === "text").length < 2) return parts;
  let state = startAnswer({ maxBytes: Number.MAX_SAFE_INTEGER, mentions });
  return parts.map((part) => {
    if (part.type !== "text") return part;
    const isBegun = isInFence(state);
    // A card ends a line too, so that half an opening line does not go on behind it.
    const text = isBegun ? part.text.replace(/^\r?\n/, "") : part.text;
    const composed = compose(state, text, { ended: true, reserve: 0 });
    state = continueInNewMessage({ ...endBlock(composed.state), inLine: false, lineText: "" });
    if (!isBegun && !isInFence(state)) return part;
    return { type: "text", text: composed.wire + closing(composed.state) };
  });
}

function isInFence({ block }: MessageState): boolean {
  return block.leaf.type === "fence";
}
