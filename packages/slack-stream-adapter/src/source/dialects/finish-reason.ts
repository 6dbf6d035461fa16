/** Why an answer ended, in the words of the AI SDK; each with the words of the others, without `_`, `-` and capitals. */
const reasons: Readonly<Record<string, string>> = {
  stop: "complete completed endturn eos stopsequence",
  length:
    "budgetexceeded incomplete maxtokens maxoutputtokens maxcompletiontokens modelcontextwindowexceeded limitoutputtokens limittotaltokens",
  "content-filter":
    "contentfilter contentfiltered refusal guardrailintervened safety imagesafety recitation blocklist prohibitedcontent spii",
  error: "timeout malformedmodeloutput malformedtooluse",
  "tool-calls": "toolcall toolcalls tooluse functioncall requiresaction pauseturn interrupt suspended",
};

export function toFinishReason(reason: string): string {
  const small = reason.toLowerCase();
  const word = small.replaceAll(/[_-]/g, "");
  return Object.keys(reasons).find((one) => reasons[one]?.split(" ").includes(word)) ?? small;
}
