import { toFinishNotice } from "../agent/notices.ts";
import { SlackStreamError } from "../errors.ts";
import { onAbort } from "../on-abort.ts";
import type { Settings } from "../options/settings.ts";
import { isDirect } from "../slack/recipients.ts";
import type { SlackCalls } from "../slack/slack-calls.ts";
import type { OpenSource, SourceSink } from "../source/read-source.ts";
import type { StreamReceipt } from "../types/index.ts";
import { messagesOf, openMessage } from "./answer.ts";
import { noteFallback, recallFallback } from "./fall-back.ts";
import { toReceipt } from "./receipt.ts";
import {
  type Conclusion,
  createRun,
  type Delivery,
  deliver,
  type Keeper,
  type Run,
  runStream,
} from "./run.ts";

/**
 * An answer that a whole channel reads as it grows, with what Slack has for the person who asked: the body is posted and edited, which
 * everybody sees, and the cards of tools are a native stream of their own, with its stop button. Two deliveries of one source; they share the
 * wire, so that one call is made at a time, and give one receipt.
 */
export function runShared(open: OpenSource, delivery: Delivery): Promise<StreamReceipt> {
  const { settings } = delivery;
  if (settings.transport !== "shared") return runStream(open, delivery);
  const alone = toOneTransport(delivery);
  if (alone !== undefined)
    return runStream(open, { ...delivery, settings: view(settings, { transport: alone }) });
  const calls = oneAtATime(delivery.calls);
  const cards: { run?: Run } = {};
  const body = view(settings, {
    transport: "edit",
    tasks: false,
    plan: undefined,
    taskDisplayMode: undefined,
    reasoning: settings.reasoning === "card" ? "hide" : settings.reasoning,
    sources: settings.sources === "hide" ? "hide" : "footnotes",
    // An answer that is cards alone is not empty.
    finishNotice:
      settings.finishNotice !== false &&
      ((reason, context) =>
        reason === "empty" && cards.run !== undefined && messagesOf(cards.run.answer).length > 0
          ? undefined
          : toFinishNotice(reason, context, settings.finishNotice)),
  });
  const beside: Settings = {
    ...settings,
    transport: "stream",
    firstTextMs: 0,
    sources: "hide",
    approvalBlocks: undefined,
    stopBlocks: undefined,
    metadata: undefined,
    failureNotice: false,
    finishNotice: false,
    stopNotice: undefined,
    reactions: undefined,
    abortSignal: undefined,
    onFinish: undefined,
    status: false,
  };
  const keeper = createPair(cards, { target: delivery.target, settings: beside, calls });
  return runStream(open, { ...delivery, settings: body, calls, keeper });
}

/**
 * Where one delivery will do: in a direct message one person reads, who sees a native stream grow; without a reader there is
 * none; and a card would tell of a reply that may still mean silence.
 */
function toOneTransport({ settings, target }: Delivery): "auto" | "edit" | undefined {
  const { channel, recipientTeamId, recipientUserId, threadTs } = target;
  if (isDirect(channel) || !threadTs || !recipientUserId || !recipientTeamId) return "auto";
  if ((settings.silentReplies ?? []).length > 0) return "edit";
  return recallFallback(target, settings.clock.shared) === undefined ? undefined : "auto";
}

/** Other settings. What the push door is told at its stop is read when it is needed. */
function view(settings: Settings, changes: Partial<Settings>): Settings {
  const late = (["stopBlocks", "metadata", "sessionStatus"] as const).map(
    (name) => [name, { get: () => settings[name], enumerable: true }] as const,
  );
  return Object.defineProperties({ ...settings, ...changes }, Object.fromEntries(late));
}

/** One message call at a time, for both. */
function oneAtATime(calls: SlackCalls): SlackCalls {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      const made = last.then(() => call(...args));
      last = made.catch(() => {});
      return made;
    };
  return {
    ...calls,
    start: inTurn(calls.start),
    append: inTurn(calls.append),
    stop: inTurn(calls.stop),
    update: inTurn(calls.update),
    delete: inTurn(calls.delete),
    post: inTurn(calls.post),
  };
}

/** Delivers the cards beside the body: begun with it, stopped with it, and told in its receipt. */
function createPair(cards: { run?: Run }, delivery: Delivery): Keeper {
  let ended: Promise<Conclusion> | undefined;
  let unlink = () => {};
  return {
    over: undefined,
    watch(body) {
      const run = createRun(delivery);
      cards.run = run;
      unlink = link(body, run);
      ended = deliver(run, () => {});
      return toBoth(body.agent.sink, run.agent.sink);
    },
    begin: async ({ answer }) => answer,
    before: async () => "go",
    after() {},
    async end(_body, conclusion, receipt) {
      const { run } = cards;
      if (run === undefined || ended === undefined) return receipt;
      if (conclusion.type === "failed") run.control.stop("signal");
      run.control.closeWithin(delivery.settings.closeTimeoutMs);
      const beside = await ended;
      unlink();
      run.inbox.close();
      run.wakeup.close();
      run.control.close();
      return merge(receipt, toReceipt(run, "completed"), noteRefusal(run, beside));
    },
  };
}

/** Text and blocks are the body's, cards and the title of the plan are the stream's. */
function toBoth(body: SourceSink, cards: SourceSink): SourceSink {
  return {
    text: (text) => body.text(text),
    textOver: () => body.textOver?.(),
    chunk: (chunk) => (chunk.type === "blocks" ? body : cards).chunk(chunk),
    part(part) {
      body.part?.(part);
      cards.part?.(part);
    },
    takeBack() {
      body.takeBack?.();
      cards.takeBack?.();
    },
    endStep() {
      body.endStep?.();
      cards.endStep?.();
    },
    heard() {
      body.heard?.();
      cards.heard?.();
    },
    gaveNothing: () => body.gaveNothing?.(),
    failed(error) {
      body.failed(error);
      cards.failed(error);
    },
    aborted(reason) {
      body.aborted(reason);
      cards.aborted(reason);
    },
    done() {
      body.done();
      cards.done();
    },
    get closed() {
      return body.closed;
    },
  };
}

/** A stop of one delivery stops the other, and there is one sign that the agent works. */
function link(body: Run, cards: Run): () => void {
  const { live } = body;
  const { show } = body.agent.status;
  Object.assign(cards.agent, { notice: () => undefined });
  Object.assign(cards.agent.status, {
    suspend: () => body.agent.status.suspend(),
    replacedByMessage: (transport: "stream" | "edit") => body.agent.status.replacedByMessage(transport),
  });
  Object.assign(body.agent.status, {
    show: () => {
      if (openMessage(cards.answer) === undefined) show();
    },
  });
  // A user's stop names the message of the stream.
  Object.assign(cards.live, { messages: live.messages });
  Object.defineProperty(cards.live, "stoppedMessages", { get: () => live.stoppedMessages });
  Object.assign(live, {
    closeWithin: (ms: number) => {
      body.control.closeWithin(ms);
      cards.control.closeWithin(ms);
    },
  });
  const stopCards = onAbort(body.control.signal, () =>
    cards.control.stop(body.control.stopped ?? "signal", body.control.signal.reason),
  );
  const stopBody = onAbort(cards.control.signal, () => {
    if (cards.control.stopped === "user") body.control.stop("user", cards.control.signal.reason);
  });
  return () => {
    stopCards();
    stopBody();
  };
}

/** Why there is no stream for the cards: the body is whole without them. */
function noteRefusal({ delivery, inbox }: Run, beside: Conclusion): string | undefined {
  if (beside.type !== "failed" || inbox.ending?.type === "failed") return undefined;
  const { error } = beside;
  const code = SlackStreamError.isInstance(error) ? (error.slackCode ?? error.code) : "unknown";
  noteFallback(delivery, { code, lasting: false });
  return code;
}

/** The stream holds no text of the answer: its messages stand at the beginning. */
function merge(body: StreamReceipt, cards: StreamReceipt, fallbackReason: string | undefined): StreamReceipt {
  const names = Object.keys(body.counts) as (keyof StreamReceipt["counts"])[];
  const counts = Object.fromEntries(names.map((name) => [name, body.counts[name] + cards.counts[name]]));
  const isShown = cards.segments.length > 0;
  return {
    ...body,
    outcome: body.outcome === "silent" && isShown ? "completed" : body.outcome,
    segments: [...cards.segments.map((segment) => ({ ...segment, start: 0, end: 0 })), ...body.segments],
    fallbackReason: body.fallbackReason ?? fallbackReason,
    counts: { ...body.counts, ...counts },
  };
}
