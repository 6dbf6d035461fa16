/**
 * Every number of the library, each a budget inside what Slack does (docs/slack-facts.md). Durations in ms.
 */
export const keepaliveMs = 20_000;
export const rotateAfterMs = 240_000;
/** From here on a rotation no longer waits for a line end. */
export const rotateGraceMs = 30_000;
/** Slack ends a message 300 s after its start; a stop needs a round trip before that. */
export const lastRotationMs = 285_000;
/** When Slack has ended a message for certain: a call after this is refused, not lost. */
export const lifeMs = 305_000;
/** A minute of one stream is within the 100 appends that Slack lets through (S84). */
export const minIntervalMs = 330;
export const settledIntervalMs = 676;
export const settledAfterMs = 7_400;
export const firstEditIntervalMs = 1_000;
export const editIntervalMs = 3_000;
export const callTimeoutMs = 15_000;
/** A call that was given up may be carried out until it is so old. */
export const callLifeMs = 60_000;
/** A client that tries again by itself is waited for longer: what it has in hand still lands. */
export const retryingCallMs = 60_000;
export const closeTimeoutMs = 10_000;
/** How long after the source's end everything has to be over, without the waits that a rate limit asks for, which have a bound of their own. */
export const deliveryTimeoutMs = 120_000;
export const rateLimitWaitsMs = 600_000;
/** A stop is not tried into the last of that time: the message may still be written whole. */
export const repairReserveMs = 30_000;
/** If waiting for a call that was given up would leave less than this to close the message, the library does not wait. */
export const closeReserveMs = 75_000;
/** After so many messages in a row that took nothing but their first text, the answer is posted and edited. */
export const messagesWithoutGrowth = 3;
export const waitWithoutGrowthMs = 1_000;
export const maxMessageBytes = 9_000;
/** More text than any answer has: some 4 million characters. */
export const maxPendingBytes = 8_388_608;
export const smallestMessageBytes = 500;
export const largestMessageBytes = 12_000;
/** Held-back text is released after this many characters, or this long. */
export const holdBackCharacters = 200;
export const holdBackMs = 1_000;
export const cardBytes = 100;
export const cardFieldsBytes = 150;
/** `chat.update` refuses more than 50 stored blocks; what Slack makes of Markdown is an estimate. */
export const repairBlocks = 45;
/** Below what a message has streamed; Slack counts these by themselves (S18). */
export const stopBlocks = 50;
/** Plain text beside blocks. */
export const repairTextCharacters = 300;
/** A longer wait than this is not waited for: other ways are taken. */
export const patienceMs = 30_000;
/** Nor is a turn for a start, while others are before it: a post is there sooner. */
export const startTurnMs = 3_000;
/** A budget that has let nothing through for this long is passed over: Slack itself says what is too much. */
export const heldForMs = 600_000;
export const retryForMs = 60_000;
export const retryCloseForMs = 120_000;
export const firstLookupMs = 2_000;
export const secondLookupMs = 5_000;
/** The first text of a message is gathered for so long, or until a push has so much to show. */
export const firstTextMs = 600;
export const bannerCharacters = 80;
/** If the last push is older than this, the answer gets a message of its own, which Slack pushes. */
export const pushAgainMs = 60_000;
/** How long streams have to close when the process ends. */
export const shutdownMs = 8_000;
/** How long a refusal that may be a user's stop waits for the event that tells. */
export const stopEventGraceMs = 1_000;
/** Slack's clock and the host's may differ by this much. */
export const clockSkewMs = 5_000;
/** So many letters and digits at the beginning tell one message from another. */
export const comparedLetters = 40;
/** How many openings may be lost before that is a failure. */
export const lostStarts = 4;
/** How often in a row a call for a message that the answer does not use is made. */
export const strayAttempts = 4;
/** A message size that Slack refuses is made smaller, but not below this. */
export const smallestLearntBytes = 100;
/** If a grown message is refused below this size, it is full of something else than text. So nothing is learnt from it. */
export const leastFullBytes = 3_000;
/** More cards than these are nothing that anybody reads. */
export const maxTasks = 8;
/** If Slack takes no cards, a tool that runs for longer is shown by a line. */
export const progressAfterMs = 2_000;
/** How often a repair is tried while it is unconfirmed. */
export const repairAttempts = 6;
/** How long a shared budget may think; then the process's own answers. `sharedBudget` keeps within it: it knows better what to answer. */
export const budgetTimeoutMs = 250;
export const limiterTimeoutMs = 200;
/** Between two windows of a limiter, once Slack has refused a call that it had let through. */
export const limiterMarginMs = 40;
/** A budget or a limiter that was late is not asked for a second, then for twice as long each time, and for no longer than this. */
export const longestBudgetPauseMs = 60_000;
export const leaseMs = 30_000;
export const smallestLeaseMs = 1_000;
export const largestLeaseMs = 600_000;
/** A store that takes longer for an answer has failed. */
export const storeTimeoutMs = 2_000;
/** The first answer may need a connection. Without it a retry would say again what an earlier process has said. */
export const firstStoreTimeoutMs = 5_000;
/** A process that goes on with a message waits so long for the rest of its last word. */
export const wordEndMs = 1_000;
/** A longer word may be cut in two. */
export const longestWord = 100;
/** The store gets one write for all appends of this time, and confirmed appends are written no more often than this. */
export const checkpointMs = 500;
