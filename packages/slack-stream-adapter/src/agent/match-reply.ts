/**
 * What a reply is so far, beside the replies that mean silence: one of them, what may still become one, or something else.
 * White space around it does not count; letters do, in their case.
 */
export function matchReply(
  text: string,
  silentReplies: readonly string[],
): "whole" | "beginning" | "different" {
  const reply = text.trim();
  if (silentReplies.includes(reply)) return "whole";
  const begun = text.trimStart();
  return silentReplies.some((silent) => silent.startsWith(begun)) ? "beginning" : "different";
}
