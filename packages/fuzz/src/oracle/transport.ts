import { isMessageCall, type RunRecord, type Violation } from "./run-record.ts";

/** A post is never edited. In a shared answer the body is posted and has no cards, and the stream has no text. */
export function judgeTransport({ script, slack }: RunRecord): Violation[] {
  const wrong = (what: string): Violation => ({ promise: "transport", what });
  if (script.transport === "post") {
    const allowed = script.takesBack ? ["chat.postMessage", "chat.delete"] : ["chat.postMessage"];
    const others = slack.calls.filter((call) => isMessageCall(call) && !allowed.includes(call.method));
    return [...new Set(others.map(({ method }) => method))].map((method) =>
      wrong(`${method} is called for a post`),
    );
  }
  if (script.transport !== "shared") return [];
  return slack.messages
    .filter(({ botId, state }) => botId !== undefined && state !== "deleted")
    .flatMap(({ cards, items, streamed }) => {
      if (!streamed) return cards.size > 0 ? [wrong("a card is in the body")] : [];
      const text = items.flatMap((item) => (item.type === "text" ? [item.text] : [])).join("");
      return /[\p{L}\p{N}]/u.test(text) ? [wrong("text is in the stream of cards")] : [];
    });
}
