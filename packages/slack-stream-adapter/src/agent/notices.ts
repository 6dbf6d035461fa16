import type { FinishNotice, NoticeContext, StreamOptions } from "../types/index.ts";
import type { PendingCall } from "./agent-update.ts";
import { escapeMarks } from "./short-text.ts";
import { call } from "./task-look.ts";

/** Why an answer is empty or was cut off: the model's own reason to finish, or that no text came. */
export type FinishReason = Parameters<FinishNotice>[0];

/** Plain words without marks, because the banner of a push shows marks literally. */
const notices: Readonly<Record<FinishReason, { readonly shown: string; readonly alone: string }>> = {
  length: {
    shown: "The answer ends here: it reached its length limit.",
    alone:
      "I couldn't answer: the model reached its length limit before it wrote anything. Please try again.",
  },
  "content-filter": {
    shown: "The answer ends here: the model's safety filter stopped it.",
    alone: "I couldn't answer: the model's safety filter stopped the answer.",
  },
  "tool-calls": {
    shown: "The answer ends here: the model stopped after its last tool, before it could sum up.",
    alone:
      "I couldn't answer: the model stopped after its last tool, before it wrote anything. Please try again.",
  },
  error: {
    shown: "The answer ends here: something went wrong.",
    alone: "I couldn't answer: the model did not respond. Please try again.",
  },
  empty: {
    shown: "The answer ends here.",
    alone: "I couldn't answer: the model gave no answer. Please try again.",
  },
};

/** Returns the notice for an answer that was cut off. */
export function toFinishNotice(
  reason: FinishReason,
  context: NoticeContext,
  given: FinishNotice | false | undefined,
): string | undefined {
  if (given === false) return undefined;
  if (given === undefined) return notices[reason][context.shown ? "shown" : "alone"];
  return call(given, reason, context) || undefined;
}

/** Returns the notice for an answer whose source failed. */
export function toFailureNotice(
  error: unknown,
  context: NoticeContext,
  given: StreamOptions["failureNotice"],
): string | undefined {
  if (given === undefined) return toFinishNotice("error", context, undefined);
  return (typeof given === "function" ? call(given, error, context) : given) || undefined;
}

/** Returns the notice about what a person has to do before the work goes on. Requests that a card with buttons or a block shows are left out. */
export function toWaitingNotes(calls: readonly PendingCall[], cards: "shown" | "refused"): readonly string[] {
  const approvals = calls.filter(
    ({ type, title, blocks }) =>
      type === "approval" && (cards === "refused" || title === undefined || blocks.length === 0),
  );
  const answers = calls.filter(({ type }) => type === "answer");
  const questions = answers.flatMap(({ question }) => question ?? []);
  const unasked = answers.filter(({ question }) => question === undefined);
  return [
    ...(approvals.length === 0 ? [] : [`This needs approval before it can go on${toList(approvals)}.`]),
    ...questions,
    ...(unasked.length === 0 ? [] : [`This waits for an answer before it can go on${toList(unasked)}.`]),
  ];
}

function toList(calls: readonly PendingCall[]): string {
  const titles = calls.flatMap(({ title }) => title ?? []);
  return titles.length === 0 ? "" : `: ${titles.map(escapeMarks).join(", ")}`;
}
