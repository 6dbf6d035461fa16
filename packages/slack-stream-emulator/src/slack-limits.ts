/** Slack's numbers, each with its fact. Options override some. No other file contains such numbers. */
export const SLACK_LIMITS = {
  /** S93 */
  streamLifeMs: 300_000,
  /** S70, S79 */
  callTextCharacters: 12_000,
  /** S71 */
  messageCharacters: 12_000,
  /** S74: the lowest limit that was measured in bytes. */
  messageUtf8Bytes: 10_600,
  /** S73 */
  cardCost: 100,
  /** S73 */
  cardFieldCost: 150,
  /** S73 */
  cardLineCost: 50,
  /** S74 */
  utf8FieldWeight: 2,
  /** S80 */
  updateTextCharacters: 4_000,
  /** S81 */
  updateTextBesideBlocks: 300,
  /** S80 */
  postTextCharacters: 40_000,
  /** S18, S31, S54, S78 */
  blocksPerMessage: 50,
  /** S145 */
  assistantStatusMs: 120_000,
  /** S144 */
  sessionProcessingMs: 3_601_000,
  /** S142 */
  sessionTitleCharacters: 200,
  /** S87 */
  postsPerSecondPerChannel: 1,
  /** Our own limit. Slack's response to a huge body is not known. */
  bodyBytes: 5_000_000,
  /** Our own limit for one uploaded file. */
  fileBytes: 100_000_000,
} as const;

/** Requests a minute, for each method, app and workspace (S89). A method without a fact has no limit. */
export const REQUESTS_PER_MINUTE: Readonly<Record<string, number>> = {
  /** S83 */
  "chat.startStream": 20,
  /** S84 */
  "chat.appendStream": 100,
  /** S85 */
  "chat.stopStream": 20,
  /** S86 */
  "chat.update": 50,
  /** S86 */
  "chat.delete": 50,
  /** S88 */
  "conversations.replies": 50,
};
