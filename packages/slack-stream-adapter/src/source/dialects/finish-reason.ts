/** Why an answer ended, in the words of the AI SDK. */
const reasons: Readonly<Record<string, string>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  completed: "stop",
  eos: "stop",
  max_tokens: "length",
  max_output_tokens: "length",
  max_completion_tokens: "length",
  model_context_window_exceeded: "length",
  content_filter: "content-filter",
  refusal: "content-filter",
  tool_use: "tool-calls",
  tool_calls: "tool-calls",
  function_call: "tool-calls",
  safety: "content-filter",
  image_safety: "content-filter",
  recitation: "content-filter",
  blocklist: "content-filter",
  prohibited_content: "content-filter",
  spii: "content-filter",
};

export function toFinishReason(reason: string): string {
  const small = reason.toLowerCase();
  return Object.hasOwn(reasons, small) ? (reasons[small] ?? small) : small;
}
