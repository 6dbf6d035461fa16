/**
 * All numbers of the library. Each stays within the limits of Slack (docs/slack-facts.md). Durations are in
 * ms.
 */
export const keepaliveMs = 20_000;
export const rotateAfterMs = 240_000;
/** How long after `rotateAfterMs` a rotation waits for a line end. */
export const rotateGraceMs = 30_000;
/** Slack ends a message 300 s after its start. The stop has to reach Slack before that. */
export const lastRotationMs = 285_000;
/** At this age Slack has certainly ended a message. Slack refuses later calls. */
export const lifeMs = 305_000;
/** With these intervals one stream makes fewer than the 100 appends in a minute that Slack lets through (S84). */
export const minIntervalMs = 330;
export const settledIntervalMs = 676;
export const settledAfterMs = 7_400;
export const firstEditIntervalMs = 1_000;
export const editIntervalMs = 3_000;
export const callTimeoutMs = 15_000;
/** Slack may carry out a call that was given up until it has this age. */
export const callLifeMs = 60_000;
/** The deadline for a client that retries by itself, because Slack may still carry out one of its retries. */
export const retryingCallMs = 60_000;
export const closeTimeoutMs = 10_000;
/** How long the delivery may take after the source's end. Waits because of a rate limit do not count. They have their own limit. */
export const deliveryTimeoutMs = 120_000;
export const rateLimitWaitsMs = 600_000;
/** A stop is not retried in the last 30 s, so that there is time to write the whole message. */
export const repairReserveMs = 30_000;
/** If waiting for a call that was given up would leave less than this to close the message, the library does not wait. */
export const closeReserveMs = 75_000;
/** After this many messages in a row that took only their first text, the answer is posted and edited. */
export const messagesWithoutGrowth = 3;
export const waitWithoutGrowthMs = 1_000;
export const maxMessageBytes = 9_000;
/** About 4 million characters: more than any answer has. */
export const maxPendingBytes = 8_388_608;
export const smallestMessageBytes = 500;
export const largestMessageBytes = 12_000;
/** Held-back text is released after this many characters or this time. */
export const holdBackCharacters = 200;
export const holdBackMs = 1_000;
export const cardBytes = 100;
export const cardFieldsBytes = 150;
/**
 * `chat.update` refuses more than 50 stored blocks. The library can only estimate how many blocks Slack makes of
 * Markdown.
 */
export const repairBlocks = 45;
/** The blocks of a stop. Slack does not count them together with the streamed content (S18). */
export const stopBlocks = 50;
/** The plain text that accompanies blocks. */
export const repairTextCharacters = 300;
/** If Slack asks for a longer wait, the library does not wait but takes another way. */
export const patienceMs = 30_000;
/** If a start has to wait for its turn for longer, the answer is posted, because a post arrives sooner. */
export const startTurnMs = 3_000;
/** If a budget has let nothing through for this long, it is ignored. Slack refuses calls that are too many. */
export const heldForMs = 600_000;
export const retryForMs = 60_000;
export const retryCloseForMs = 120_000;
export const firstLookupMs = 2_000;
export const secondLookupMs = 5_000;
/**
 * The first text of a message is collected for this time, or until it has enough characters for a push notification.
 */
export const firstTextMs = 600;
export const bannerCharacters = 80;
/**
 * If the last push notification is older than this, the answer gets its own message, so that Slack sends a
 * notification.
 */
export const pushAgainMs = 60_000;
/** How long streams may take to close when the process ends. */
export const shutdownMs = 8_000;
/** If a refusal may mean a user's stop, the library waits this long for the stop event. */
export const stopEventGraceMs = 1_000;
/** Slack's clock and the host's may differ by this much. */
export const clockSkewMs = 5_000;
/** How many letters and digits at the beginning are compared to find a message. */
export const comparedLetters = 40;
/** How often text is sent again at least, if its calls stay unconfirmed. */
export const repeats = 2;
/** After this many lost starts the stream fails. */
export const lostStarts = 4;
/** How often in a row the library tries to read the thread for one look-up. */
export const lookAttempts = 3;
/** How often in a row the library tries a call for a message that the answer does not use. */
export const strayAttempts = 4;
/** If Slack refuses a message for its size, the library learns a smaller size, but not below this. */
export const smallestLearntBytes = 100;
/**
 * If Slack refuses a message below this size as full, the text is not the cause. So the library learns no smaller size
 * from it.
 */
export const leastFullBytes = 3_000;
/** Nobody reads more cards than this. */
export const maxTasks = 8;
/** If Slack takes no cards, a tool that runs for longer than this is shown as a line of text. */
export const progressAfterMs = 2_000;
/** How often the library tries a repair whose outcome is unknown. */
export const repairAttempts = 6;
/**
 * How long the library waits for a shared budget before the process's own budget decides. `sharedBudget` itself waits
 * less, because it has a better answer.
 */
export const budgetTimeoutMs = 250;
export const limiterTimeoutMs = 200;
/** Added between two windows of a limiter after Slack has refused a call that the limiter had let through. */
export const limiterMarginMs = 40;
/** If a budget or a limiter is late, it is not asked for a second. The pause doubles each time, up to this. */
export const longestBudgetPauseMs = 60_000;
export const leaseMs = 30_000;
export const smallestLeaseMs = 1_000;
export const largestLeaseMs = 600_000;
/** A store that takes longer to respond has failed. */
export const storeTimeoutMs = 2_000;
/**
 * The first response may need a new connection. If it were missed, a retry would send text that an earlier process has
 * sent.
 */
export const firstStoreTimeoutMs = 5_000;
/** All appends within this time are stored by one write. Confirmed appends are not stored more often than this. */
export const checkpointMs = 500;
