import type { SlackEmulator } from "../../src/index.ts";

export const CHANNEL = "C0000000001";
export const DIRECT = "D0000000001";
export const THREAD = "1700000000.000100";
export const RECIPIENT = { recipient_user_id: "U0000000001", recipient_team_id: "T0000000001" };
export const TARGET = { channel: CHANNEL, thread_ts: THREAD, ...RECIPIENT };

export interface Answered {
  ok: boolean;
  error?: string;
  ts?: string;
  [field: string]: unknown;
}

/** Makes one call with a JSON body. Returns any response. */
export function call(
  slack: SlackEmulator,
  method: string,
  args: Record<string, unknown> = {},
): Promise<Answered> {
  return callAs(slack, slack.token, method, args);
}

/** The same with another token. */
export async function callAs(
  slack: SlackEmulator,
  token: string,
  method: string,
  args: Record<string, unknown> = {},
): Promise<Answered> {
  const response = await slack.fetch(`https://slack.test/api/${method}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(args),
  });
  return (await response.json()) as Answered;
}

/** Starts a stream in the default thread. */
export async function start(slack: SlackEmulator, args: Record<string, unknown> = {}): Promise<string> {
  const answer = await call(slack, "chat.startStream", { ...TARGET, ...args });
  if (answer.ts === undefined) throw new Error(`start was refused: ${answer.error}`);
  return answer.ts;
}

export function append(slack: SlackEmulator, ts: string, args: Record<string, unknown>): Promise<Answered> {
  return call(slack, "chat.appendStream", { channel: CHANNEL, ts, ...args });
}

export function stop(
  slack: SlackEmulator,
  ts: string,
  args: Record<string, unknown> = {},
): Promise<Answered> {
  return call(slack, "chat.stopStream", { channel: CHANNEL, ts, ...args });
}

export function text(value: string): { type: "markdown_text"; text: string } {
  return { type: "markdown_text", text: value };
}

export function task(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { type: "task_update", id: "t1", title: "Search", status: "in_progress", ...fields };
}

/** A message's blocks: a text, and a button below it. */
export function textWithButton(shown: string, button: { action_id: string; block_id?: string }) {
  const { action_id, block_id } = button;
  const element = { type: "button", action_id, text: { type: "plain_text", text: "Press" } } as const;
  return [
    { type: "markdown", text: shown },
    { type: "actions", ...(block_id === undefined ? {} : { block_id }), elements: [element] },
  ] as const;
}
