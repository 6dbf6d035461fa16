import type { Settings } from "../options/settings.ts";
import { createSlackCallsOver } from "../slack/create-slack-calls.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { CallContext } from "../slack/perform-call.ts";
import type { MessageContent, SlackCalls, StopContent } from "../slack/slack-calls.ts";
import type { StreamTarget } from "../types/index.ts";
import { createPostedMessages, toAdaptersOwn } from "./posted-messages.ts";
import type { Reply } from "./stream-reply.ts";
import {
  isAdaptersOwn,
  isLatching,
  isUnexplained,
  toFirstFailure,
  toStopByUser,
} from "./to-reply-outcome.ts";
import { createWatchedClient } from "./watched-client.ts";

type Failed = Exclude<Outcome, { type: "applied" }>;

/** The calls of a reply, and what came over the wire in the form that it came. */
export interface Wire {
  readonly calls: SlackCalls;
  /** Native streaming was not available: the reply is posted and edited. */
  readonly fellBack: boolean;
  /** The session has got its final status. */
  readonly settled: boolean;
  /** The last answer to a call that made, finished or wrote a message. */
  lastAnswer(): unknown;
  /** What was thrown for the failure that an error tells of. */
  thrownFor(error: unknown): unknown;
}

/**
 * Calls Slack in the way of the adapter: by its client of the moment, with the reply's token, and through its own
 * `postMessage` and `editMessage` where native streaming is not available.
 */
export function createAdapterCalls(reply: Reply, target: StreamTarget, settings: Settings): Wire {
  const watched = createWatchedClient(reply.readClient);
  const { callTimeoutMs, clock } = settings;
  const context: CallContext = {
    client: watched.api,
    callTimeoutMs,
    clock,
    token: reply.token,
  };
  const native = createSlackCallsOver(context, {
    target: { ...target, client: reply.readClient() },
    settings,
  });
  const posted = createPostedMessages(reply, { settings, watched });
  /** Something is in the thread: from then on a failure no longer means that streaming is not available. */
  let rendered = false;
  let fellBack = false;
  let settled = false;
  let lostStart: Failed | undefined;

  const start: SlackCalls["start"] = async (content) => {
    if (isCancelled(reply)) return cancelled;
    // The message of a lost start was not found. Then the reply is posted, and not started twice.
    if (lostStart !== undefined && !rendered) return fallBack(lostStart);
    const outcome = await watched.watch(() => native.start(content));
    if (outcome.type === "applied") rendered = true;
    if (outcome.type === "applied" || rendered || isUnreachable(outcome)) return outcome;
    if (outcome.type === "unknown" && !isUnexplained(outcome, watched.thrownFor(outcome.error))) {
      lostStart = outcome;
      return outcome;
    }
    return fallBack(outcome);
  };

  const fallBack = (outcome: Failed): Outcome => {
    const failed = toFirstFailure(outcome);
    if (isLatching(failed)) reply.latch();
    fellBack ||= failed.type === "refused" && failed.reason === "native-unavailable";
    return failed;
  };

  /** The stream can't recover from an error that neither Slack nor its client explains. */
  const make = async (call: () => Promise<Outcome>): Promise<Outcome> => {
    const outcome = await watched.watch(call);
    if (outcome.type === "applied") {
      rendered = true;
      return outcome;
    }
    const thrown = watched.thrownFor(outcome.error);
    if (isUnexplained(outcome, thrown) || isAdaptersOwn(thrown)) throw thrown;
    return isCancelled(reply) ? toStopByUser(outcome) : outcome;
  };

  const post: SlackCalls["post"] = async (content) => {
    if (isCancelled(reply)) return cancelled;
    if (fellBack && hasCards(content)) return withoutCards;
    const isPlain = isText(content) && !hasAuthor(settings);
    return make(() => (isPlain ? posted.post(content.markdown) : native.post(content)));
  };

  return {
    get fellBack() {
      return fellBack;
    },
    lastAnswer: watched.lastAnswer,
    thrownFor: (error) => toAdaptersOwn(watched.thrownFor(error)),
    get settled() {
      return settled;
    },
    calls: {
      start,
      append: (message, chunks) => make(() => native.append(message, chunks)),
      stop: (message, content) => make(() => native.stop(message, toStop(content, reply))),
      update: (message, content) =>
        make(() =>
          posted.has(message) && isText(content)
            ? posted.edit(message, content.markdown)
            : native.update(message, content),
        ),
      delete: (message) => make(() => native.delete(message)),
      post,
      find: native.find,
      setSessionStatus: async (status) => {
        settled = true;
        await reply.settle(status);
        return { type: "applied", channel: reply.channel, ts: "" };
      },
    },
  };
}

/** Nothing left this machine: posting would get no further, and to start again is no second start. */
function isUnreachable(outcome: Failed): boolean {
  return outcome.type === "refused" && outcome.reason === "unreachable";
}

/** Only Slack's stop button cancels the turns of an agent: nothing is opened after it. */
function isCancelled({ agentView, options }: Reply): boolean {
  return agentView && options.signal?.aborted === true;
}

const cancelled: Outcome = {
  type: "refused",
  reason: "stopped-by-user",
  code: "turn_cancelled",
  error: undefined,
};

const withoutCards: Outcome = {
  type: "refused",
  reason: "card-refused",
  code: "cards_not_posted",
  error: undefined,
};

/** Without an agent view there is no session whose status could be told. */
function toStop(content: StopContent, { agentView }: Reply): StopContent {
  return agentView ? content : { ...content, sessionStatus: undefined };
}

/** What the adapter's own methods can carry. */
function isText(content: MessageContent): content is MessageContent & { type: "markdown" } {
  return content.type === "markdown" && content.metadata === undefined;
}

/** The adapter posts under the app's own name. */
function hasAuthor({ iconEmoji, iconUrl, username }: Settings): boolean {
  return [iconEmoji, iconUrl, username].some((said) => said !== undefined);
}

function hasCards(content: MessageContent): boolean {
  return (
    content.type === "blocks" && content.blocks.some(({ type }) => type === "task_card" || type === "plan")
  );
}
