import type * as v from "valibot";
import { toPlainText } from "../content/plain-text.ts";
import { toStoredBlocks } from "../content/stored-blocks.ts";
import type { SlackEmulator } from "../emulator.ts";
import type { Attempt } from "../events/deliver.ts";
import type { Delivery } from "../events/delivery-log.ts";
import { toInternals } from "../internals.ts";
import type { Call } from "../protocol/call-log.ts";
import { type ScriptedFault, toFaultName } from "../protocol/faults.ts";
import { toEffect } from "../view/effect.ts";
import { type StoredMessage, toAuthorName } from "../workspace/message.ts";
import type { CALL, CLOCK, CONDITIONS, DELIVERY, MESSAGE, SCRIPTED_FAULT, THREAD } from "./schemas.ts";

export function toMessage(
  message: Readonly<StoredMessage>,
  slack: SlackEmulator,
): v.InferOutput<typeof MESSAGE> {
  const { channel, ts, threadTs, userId, markdown, syntax } = message;
  const { workspace } = toInternals(slack);
  return {
    channel,
    ts,
    threadTs: threadTs ?? null,
    user: userId,
    author: toAuthorName(message, slack.directory),
    isBot: message.botId !== undefined,
    number: message.number ?? null,
    text: syntax === "mrkdwn" ? markdown : toPlainText(markdown),
    markdown,
    syntax,
    blocks: [...toStoredBlocks(message, message.taskDisplayMode), ...message.stopBlocks],
    cards: message.items.flatMap((item) => {
      const card = item.type === "card" ? message.cards.get(item.id) : undefined;
      if (card === undefined) return [];
      const { id, title, status, details, output, sources } = card;
      return [{ id, title, status, details, output, sources: sources.map((one) => ({ ...one })) }];
    }),
    state: message.state,
    isStreamed: message.streamed,
    isErrored: message.errored,
    isEdited: message.showsEdited,
    edits: message.edits,
    cardsLeftOpen: message.cardsLeftOpen,
    notifications: message.notifications,
    banner: message.firstText,
    reactions: workspace.reactions.on(message).map(({ name, users }) => ({ name, users })),
    files: message.files.map(({ id }) => id),
    metadata: message.metadata ?? null,
    subtype: message.subtype ?? null,
    startedAt: message.startedAt,
    endedAt: message.endedAt ?? null,
  };
}

export function toThread(
  slack: SlackEmulator,
  { channel, threadTs }: { channel: string; threadTs: string },
): v.InferOutput<typeof THREAD> {
  const prompts = slack.suggestedPrompts(channel, threadTs);
  return {
    channel,
    threadTs,
    text: slack.thread(channel, threadTs),
    status: slack.statuses.assistant(channel, threadTs) ?? null,
    loadingMessages: [...slack.statuses.loading(channel, threadTs)],
    session: slack.statuses.session(channel, threadTs) ?? null,
    title: slack.threadTitle(channel, threadTs) ?? null,
    suggestedPrompts: prompts === undefined ? null : { ...prompts },
    messages: slack.messages
      .filter((one) => one.channel === channel && (one.ts === threadTs || one.threadTs === threadTs))
      .map((one) => toMessage(one, slack)),
  };
}

export function toCall(call: Call): v.InferOutput<typeof CALL> {
  const { index, at, method, args, ts, answer, fault, applied, durationMs } = call;
  return {
    index,
    at,
    method,
    arguments: args,
    ts: ts ?? null,
    ok: answer?.ok ?? null,
    error: answer?.ok === false ? answer.error : null,
    answer: answer === undefined ? null : { ...answer },
    fault: fault ?? null,
    isApplied: applied,
    effect: toEffect(call),
    durationMs: durationMs ?? null,
  };
}

/** The last attempt of a delivery, for the caller. */
export function toAttempt({ type, retry, at, failure, status, answer }: Attempt) {
  return {
    type,
    retry,
    at,
    failure: failure ?? null,
    status: status ?? null,
    answer: answer ?? null,
  };
}

export function toDelivery(delivery: Delivery): v.InferOutput<typeof DELIVERY> {
  const { index, kind, appId, payload } = delivery;
  return { index, kind, app: appId, payload: { ...payload }, ...toAttempt(delivery) };
}

export function toScriptedFault({
  method,
  fault,
  times,
  skip,
}: ScriptedFault): v.InferOutput<typeof SCRIPTED_FAULT> {
  return { method, name: toFaultName(fault), times: Number.isFinite(times) ? times : null, skip };
}

export function toConditions(slack: SlackEmulator): v.InferOutput<typeof CONDITIONS> {
  const { latencyMs } = slack.options;
  const { clock: _, latencyMs: __, rateLimits, size, ...settings } = toInternals(slack).settings;
  return {
    ...settings,
    latencyMs: typeof latencyMs === "number" ? latencyMs : 0,
    size: { unit: size.unit, limit: size.limit },
    rateLimits:
      rateLimits === false
        ? false
        : {
            perMinute: { ...rateLimits.perMinute },
            burst: rateLimits.burst ?? null,
            scale: rateLimits.scale,
          },
  };
}

/** Whether the clock moves only when it is told to. */
export function isManual({ clock }: SlackEmulator): boolean {
  return "settle" in clock;
}

export function toClock(slack: SlackEmulator): v.InferOutput<typeof CLOCK> {
  const { clock } = slack;
  const now = clock.now();
  return {
    now,
    iso: new Date(now).toISOString(),
    kind: isManual(slack) ? "manual" : "real",
    nextTimerAt: clock.nextTimerAt ?? null,
  };
}
