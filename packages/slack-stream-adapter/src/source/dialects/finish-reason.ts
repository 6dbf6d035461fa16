/** The AI SDK's finish reason for the reasons of other SDKs. The first match counts. */
const reasons: readonly (readonly [reason: string, words: RegExp])[] = [
  // Some servers give such a reason with each piece.
  ["", /^(null|normal)$|unspecified$/],
  ["error", /^(timeout|malformed|insufficient|network|abort)/],
  ["length", /length|max|limit|budget|exceeded|incomplete/],
  ["content-filter", /filter|refusal|guardrail|safety|sensitive|toxic|recitation|blocklist|prohibited|spii/],
  ["tool-calls", /tool|function|^requires|^pause|^interrupt|^suspended/],
  ["stop", /^(end.?turn|eos|complete|stop)/],
];

export function toFinishReason(reason: unknown): string {
  const small = `${reason ?? ""}`.toLowerCase();
  return reasons.find(([, words]) => words.test(small))?.[0] ?? small;
}
