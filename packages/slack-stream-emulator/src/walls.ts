/** Slack's numbers, each with the fact it comes from. Options override some; nothing else holds a number. */
export const WALLS = {
  streamLifeMs: 300_000,
  callTextCharacters: 12_000,
  messageCharacters: 12_000,
  messageUtf8Bytes: 10_600,
  cardCost: 100,
  cardFieldCost: 150,
  cardLineCost: 50,
  utf8FieldWeight: 2,
  updateTextCharacters: 4_000,
  updateTextBesideBlocks: 300,
  postTextCharacters: 40_000,
  blocksPerMessage: 50,
  assistantStatusMs: 120_000,
  sessionProcessingMs: 3_601_000,
  postsPerSecondPerChannel: 1,
  bodyBytes: 5_000_000,
} as const;

/** Requests a minute, per method, app and workspace. */
export const REQUESTS_PER_MINUTE: Readonly<Record<string, number>> = {
  "chat.startStream": 20,
  "chat.appendStream": 100,
  "chat.stopStream": 20,
  "chat.update": 50,
  "chat.delete": 50,
  "conversations.replies": 50,
  "conversations.history": 50,
  "conversations.info": 50,
  "reactions.add": 50,
  "reactions.remove": 20,
  "users.info": 100,
  "agents.sessions.setStatus": 50,
};
