import { findHome, toViewPayload } from "../methods/views.ts";
import { toEventTs } from "../workspace/activities.ts";
import type { FunctionExecution } from "../workspace/records.ts";
import type { BotConnection } from "./connect-bot.ts";
import type { Attempt } from "./deliver.ts";
import type { AssistantContext, People } from "./people.ts";
import type { Wire } from "./wire.ts";
import { toPerson } from "./write.ts";

/** Events for one app. The app gets them without a subscription. */

export function openHome(
  wire: Wire,
  { user: who, tab = "home" }: { user?: string | undefined; tab?: "home" | "messages" | undefined } = {},
): Promise<Attempt> {
  const { workspace, app } = wire;
  const user = toPerson(workspace, who);
  const view = findHome(workspace, { appId: app.appId, userId: user });
  const event = {
    type: "app_home_opened",
    user,
    channel: findDirect(wire, user),
    tab,
    ...(view === undefined || tab === "messages" ? {} : { view: toViewPayload(workspace, view) }),
    event_ts: toEventTs(workspace.now()),
  };
  return wire.send(event);
}

export function startAssistantThread(
  wire: Wire,
  { user: who, context = {} }: { user?: string | undefined; context?: AssistantContext | undefined } = {},
): ReturnType<People["startAssistantThread"]> {
  const { workspace } = wire;
  const user = toPerson(workspace, who);
  const threadTs = workspace.nextTs();
  const event = {
    type: "assistant_thread_started",
    assistant_thread: toThread(wire, { user, threadTs, context }),
    event_ts: toEventTs(workspace.now()),
  };
  return { channel: findDirect(wire, user), threadTs, delivered: wire.send(event) };
}

export function changeAssistantContext(
  wire: Wire,
  change: { threadTs: string; context: AssistantContext; user?: string | undefined },
): Promise<Attempt> {
  const user = toPerson(wire.workspace, change.user);
  const event = {
    type: "assistant_thread_context_changed",
    assistant_thread: toThread(wire, { ...change, user }),
    event_ts: toEventTs(wire.workspace.now()),
  };
  return wire.send(event);
}

function toThread(
  wire: Wire,
  { user, threadTs, context }: { user: string; threadTs: string; context: AssistantContext },
) {
  return {
    user_id: user,
    context: {
      ...(context.channelId === undefined ? {} : { channel_id: context.channelId }),
      team_id: context.teamId ?? wire.app.teamId,
      enterprise_id: null,
    },
    channel_id: findDirect(wire, user),
    thread_ts: threadTs,
  };
}

function findDirect({ workspace, app }: Wire, user: string): string {
  const found = [...workspace.directory.channels.values()].find(
    ({ id, members }) => id.startsWith("D") && members.has(user) && members.has(app.botUserId),
  );
  if (found === undefined)
    throw new RangeError(`the workspace must have a direct message of ${user} and the bot`);
  return found.id;
}

export function runFunction(
  wire: Wire,
  { callbackId, inputs = {} }: Parameters<People["runFunction"]>[0],
): ReturnType<People["runFunction"]> {
  const { workspace, app } = wire;
  const id = workspace.records.nextId("Fx");
  const execution: FunctionExecution = { id, state: "running", outputs: {}, error: undefined };
  workspace.records.executions.set(id, execution);
  const event = {
    type: "function_executed",
    function: {
      id: `Fn${callbackId}`,
      callback_id: callbackId,
      title: callbackId,
      type: "app",
      app_id: app.appId,
      input_parameters: [],
      output_parameters: [],
    },
    inputs,
    function_execution_id: id,
    workflow_execution_id: `Wx${id}`,
    event_ts: toEventTs(workspace.now()),
    bot_access_token: app.token,
  };
  const state = () => {
    const { state: now, outputs, error } = execution;
    return { state: now, outputs, error };
  };
  return { id, state, delivered: wire.send(event) };
}

export async function verifyUrl(wire: Wire): ReturnType<BotConnection["verifyUrl"]> {
  if (wire.isSocketMode) throw new TypeError("verifyUrl: an app in Socket Mode has no URL to verify");
  const challenge = `challenge-${Math.floor(wire.clock.now())}`;
  const payload = { token: "emulator-verification-token", challenge, type: "url_verification" };
  const attempt = await wire.deliver({ type: "url_verification", kind: "events_api", payload });
  return { ...attempt, isVerified: attempt.failure === undefined && isEcho(attempt.answer, challenge) };
}

/** As JSON, a form or plain text. */
function isEcho(answer: unknown, challenge: string): boolean {
  if (typeof answer === "string") return answer === challenge || answer === `challenge=${challenge}`;
  return (
    typeof answer === "object" && answer !== null && "challenge" in answer && answer.challenge === challenge
  );
}
