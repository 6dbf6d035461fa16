import { SlackAdapter } from "../../../src/chat-sdk/index.ts";
import { answerByChatStream } from "./answer-by-chat-stream.ts";

// The peer's adapter streams by `client.chatStream`, ours by the three methods below it. Where a test has put a mock
// instead of the first, the three answer for it.

const { stream } = SlackAdapter.prototype;
SlackAdapter.prototype.stream = function streamByMock(...args) {
  answerByChatStream((this as unknown as { _client: object })._client);
  return stream.apply(this, args);
};

export * from "../../../src/chat-sdk/index.ts";
