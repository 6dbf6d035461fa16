import { documentStart } from "./blocks.ts";
import { inlineStart } from "./inline-state.ts";
import type { MessageState } from "./message-state.ts";

/**
 * The state after something that is no text, such as a card, was put behind what was composed: paragraphs, lists and
 * emphasis end there, as at a blank line. An open fence stays open: what follows is still its code.
 */
export function endBlock(state: MessageState): MessageState {
  if (state.block.leaf.type === "fence") return state;
  return {
    ...state,
    block: documentStart,
    inLine: false,
    lineText: "",
    inline: inlineStart,
    closing: "",
    lastWord: "",
    followed: true,
  };
}
