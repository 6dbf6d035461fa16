import { documentStart } from "./blocks.ts";
import { inlineStart } from "./inline-state.ts";
import type { MessageState } from "./message-state.ts";
import { weigh } from "./weight.ts";

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

/**
 * Ends a text behind which another one comes: nothing that is open in it may go on there. White space stands between the
 * two, which ends all but a fence.
 */
export function endText(state: MessageState): { readonly state: MessageState; readonly wire: string } {
  if (state.block.leaf.type !== "fence") return { state, wire: "" };
  const over = endFence(state);
  if (state.fresh) return { state: over, wire: "" };
  const wire = state.closing;
  const leaf = { type: "mark" } as const;
  const block = { containers: [], leaf };
  return {
    wire,
    state: { ...over, block, inLine: true, followed: false, weight: state.weight + weigh(wire) },
  };
}

/** The same where the message ends with the text: what closes it is still to be said. */
export function endTextWithMessage(state: MessageState): MessageState {
  return state.block.leaf.type === "fence" ? { ...endFence(state), closing: state.closing } : state;
}

function endFence(state: MessageState): MessageState {
  return endBlock({ ...state, block: documentStart, outdent: 0 });
}
