/**
 * Every number of the library, each a budget inside what Slack does (docs/slack-facts.md). Durations in ms.
 */
export const limits = {
  keepaliveMs: 20_000,
  rotateAfterMs: 240_000,
  /** From here on a rotation no longer waits for a line end. */
  rotateGraceMs: 30_000,
  /** Slack ends a message 300 s after its start; a stop needs a round trip before that. */
  lastRotationMs: 285_000,
  /** When Slack has ended a message for certain: a call after this is refused, not lost. */
  lifeMs: 305_000,
  /** A minute of one stream is within the 100 appends that Slack lets through (S84). */
  minIntervalMs: 330,
  settledIntervalMs: 676,
  settledAfterMs: 7_400,
  firstEditIntervalMs: 1_000,
  editIntervalMs: 3_000,
  callTimeoutMs: 15_000,
  /** A call that was given up may be carried out until it is so old. */
  callLifeMs: 60_000,
  /** A client that tries again by itself is waited for longer: what it has in hand still lands. */
  retryingCallMs: 60_000,
  closeTimeoutMs: 10_000,
  /** How long after the source's end everything has to be over, without the waits that a rate limit asks for, which have a bound of their own. */
  deliveryTimeoutMs: 120_000,
  rateLimitWaitsMs: 600_000,
  /** A stop is not tried into the last of that time: the message may still be written whole. */
  repairReserveMs: 30_000,
  /** If waiting for a call that was given up would leave less than this to close the message, the library does not wait. */
  closeReserveMs: 75_000,
  /** After so many messages in a row that took nothing but their first text, the answer is posted and edited. */
  messagesWithoutGrowth: 3,
  waitWithoutGrowthMs: 1_000,
  maxMessageBytes: 9_000,
  /** More text than any answer has: some 4 million characters. */
  maxPendingBytes: 8_388_608,
  smallestMessageBytes: 500,
  largestMessageBytes: 12_000,
  /** Held-back text is released after this many characters, or this long. */
  holdBackCharacters: 200,
  holdBackMs: 1_000,
  cardBytes: 100,
  cardFieldsBytes: 150,
  /** `chat.update` refuses more than 50 stored blocks; what Slack makes of Markdown is an estimate. */
  repairBlocks: 45,
  /** Below what a message has streamed; Slack counts these by themselves (S18). */
  stopBlocks: 50,
  /** Plain text beside blocks. */
  repairTextCharacters: 300,
  /** A longer wait than this is not waited for: other ways are taken. */
  patienceMs: 30_000,
  /** Nor is a turn for a start, while others are before it: a post is there sooner. */
  startTurnMs: 3_000,
  /** A budget that has let nothing through for this long is passed over: Slack itself says what is too much. */
  heldForMs: 600_000,
  retryForMs: 60_000,
  retryCloseForMs: 120_000,
  firstLookupMs: 2_000,
  secondLookupMs: 5_000,
  /** The first text of a message is gathered for so long, or until a push has so much to show. */
  firstTextMs: 600,
  bannerCharacters: 80,
  /** Whoever has waited longer since the last push hears of the answer by a message of its own. */
  pushAgainMs: 60_000,
  /** How long streams have to close when the process ends. */
  shutdownMs: 8_000,
  /** How long a refusal that may be a user's stop waits for the event that tells. */
  stopEventGraceMs: 1_000,
  /** Slack's clock and the host's may differ by this much. */
  clockSkewMs: 5_000,
  /** So many letters and digits at the beginning tell one message from another. */
  comparedLetters: 40,
  /** How many openings may be lost before that is a failure. */
  lostStarts: 4,
  /** How often in a row a call for a message that the answer does not use is made. */
  strayAttempts: 4,
  /** A message size that Slack refuses is made smaller, but not below this. */
  smallestLearntBytes: 100,
  /** If a grown message is refused below this size, it is full of something else than text. So nothing is learnt from it. */
  leastFullBytes: 3_000,
  /** More cards than these are nothing that anybody reads. */
  maxTasks: 8,
  /** If Slack takes no cards, a tool that runs for longer is shown by a line. */
  progressAfterMs: 2_000,
  /** How often a repair is tried while it is unconfirmed. */
  repairAttempts: 6,
  /** How long a shared budget may think; then the process's own answers. `sharedBudget` keeps within it: it knows better what to answer. */
  budgetTimeoutMs: 250,
  limiterTimeoutMs: 200,
  /** A budget or a limiter that was late is not asked for a second, then for twice as long each time, and for no longer than this. */
  longestBudgetPauseMs: 60_000,
  leaseMs: 30_000,
  smallestLeaseMs: 1_000,
  largestLeaseMs: 600_000,
  /** A store that takes longer for an answer has failed. */
  storeTimeoutMs: 2_000,
  /** The first answer may need a connection. Without it a retry would say again what an earlier process has said. */
  firstStoreTimeoutMs: 5_000,
  /** A process that goes on with a message waits so long for the rest of its last word. */
  wordEndMs: 1_000,
  /** A longer word may be cut in two. */
  longestWord: 100,
  /** One write covers the appends of so long, and what is confirmed is written no more often. */
  checkpointMs: 500,
} as const;
