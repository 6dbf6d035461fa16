/** Why an answer ended, in the words of the AI SDK, by those of the others. The first that fits is it. */
const reasons: readonly (readonly [reason: string, words: RegExp])[] = [
  ["error", /^(timeout|malformed)/],
  ["length", /length|max|limit|budget|exceeded|incomplete/],
  ["content-filter", /filter|refusal|guardrail|safety|recitation|blocklist|prohibited|spii/],
  ["tool-calls", /tool|function|^requires|^pause|^interrupt|^suspended/],
  ["stop", /^(end.?turn|eos|complete|stop)/],
];

export function toFinishReason(reason: string): string {
  const small = reason.toLowerCase();
  return reasons.find(([, words]) => words.test(small))?.[0] ?? small;
}
