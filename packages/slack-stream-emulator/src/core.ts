import { toTextContent } from "./content/rewrite.ts";
import type { ButtonClick, UserMessage } from "./emulator.ts";
import { createDeliveryLog, type DeliveryLog } from "./events/delivery-log.ts";
import { type Conditions, type EmulatorOptions, toSettings } from "./options.ts";
import { type Call, createCallLog } from "./protocol/call-log.ts";
import { createDispatch, type Dispatch, type Parts } from "./protocol/dispatch.ts";
import { createFaults, toFaultName } from "./protocol/faults.ts";
import { createRateLimiter } from "./protocol/rate-limiter.ts";
import { createSocketHub } from "./socket/hub.ts";
import { createTimers } from "./time/timers.ts";
import { expireOverdue, markDeleted, stopByUser } from "./workspace/lifecycle.ts";
import type { StoredMessage, UserStopAnswer } from "./workspace/message.ts";
import { createObservers } from "./workspace/observers.ts";
import { toDirectory, type WorkspaceSeed } from "./workspace/seed.ts";
import { type AgentSessionStopped, Workspace } from "./workspace/workspace.ts";

/** All parts of an emulator, except its interfaces in `interfaces/`. */
export interface Core extends Parts {
  readonly deliveries: DeliveryLog;
  readonly dispatch: Dispatch;
  /** The options as they were given, with later changes. */
  conditions: EmulatorOptions;
  /** When the emulator was created or reset. The times of the transcript count from there. */
  startMs: number;
}

export function createCore(options: EmulatorOptions): Core {
  const settings = toSettings(options);
  const { clock } = settings;
  const observers = createObservers();
  const log = createCallLog();
  const timers = createTimers(clock);
  const workspace = new Workspace(toDirectory(options.workspace), {
    clock,
    observers,
    countCalls: () => log.count,
    later: timers.set,
  });
  const parts = {
    settings,
    workspace,
    observers,
    log,
    faults: createFaults(),
    limiter: createRateLimiter(settings),
    timers,
    delayed: new Set<Call>(),
    sockets: createSocketHub(clock),
  };
  return {
    ...parts,
    deliveries: createDeliveryLog(observers.notice),
    dispatch: createDispatch(parts),
    conditions: { ...options, clock },
    startMs: clock.now(),
  };
}

/** Ends the streams whose time is over. All readers call this first. */
export function sweep({ workspace, settings }: Core): void {
  expireOverdue(workspace, settings);
}

export function find(core: Core, ts: string): StoredMessage {
  sweep(core);
  const message = core.workspace.findByTs(ts);
  if (message === undefined) throw new RangeError(`ts must name a message of this emulator, got ${ts}`);
  return message;
}

export function configure(core: Core, changes: Conditions): void {
  const changed = { ...core.conditions, ...changes };
  // The settings are checked before anything is changed.
  Object.assign(core.settings, toSettings(changed));
  core.conditions = changed;
  if (changes.rateLimits !== undefined) core.limiter.clear();
  core.observers.notice.emit();
}

export async function advance(core: Core, ms: number): Promise<void> {
  const { clock } = core.settings;
  if (clock.advance === undefined)
    throw new TypeError("advance: the clock option must have advance(ms), the given one has not");
  await clock.advance(ms);
  sweep(core);
  core.observers.notice.emit();
}

export function assertNoFaultLeft({ faults }: Core): void {
  const left = faults.unused.map(
    ({ method, fault, times }) => `${method}: ${toFaultName(fault)} (${times} left)`,
  );
  if (left.length > 0) throw new Error(`Scripted faults that no call met: ${left.join(", ")}`);
}

interface StopOptions {
  answer?: UserStopAnswer | undefined;
  user?: string | undefined;
}

export function stopThread(
  core: Core,
  target: string | { channel: string; threadTs: string },
  { answer = "stopped_by_user", user = core.workspace.directory.firstPerson }: StopOptions = {},
): AgentSessionStopped {
  sweep(core);
  const { channel, threadTs } = typeof target === "string" ? toPlace(find(core, target)) : target;
  const event = stopByUser(core.workspace, { channel, threadTs, user, answer });
  if (core.settings.subscribesToStop) core.workspace.send(event);
  return event;
}

function toPlace({ channel, threadTs, ts }: StoredMessage): { channel: string; threadTs: string } {
  return { channel, threadTs: threadTs ?? ts };
}

export function deleteByTs(core: Core, ts: string): void {
  const message = find(core, ts);
  markDeleted(core.workspace, message);
  core.workspace.record({ at: core.settings.clock.now(), what: "deleted", message });
}

export function postUserMessage({ workspace, settings }: Core, message: UserMessage): StoredMessage {
  const { directory } = workspace;
  const { text, channel = directory.firstChannel, user = directory.firstPerson, threadTs } = message;
  if (!directory.channels.has(channel))
    throw new RangeError(`channel must be a seeded channel, got ${channel}`);
  return workspace.add({
    ...toTextContent(text, { size: settings.size, syntax: "mrkdwn" }),
    channel,
    ts: workspace.nextTs(),
    threadTs,
    teamId: directory.users.get(user)?.teamId ?? directory.mainApp.teamId,
    userId: user,
    state: "posted",
    startedAt: settings.clock.now(),
  });
}

export function clickElement(
  core: Core,
  { user = core.workspace.directory.firstPerson, ...rest }: ButtonClick,
): void {
  find(core, rest.ts);
  core.observers.click.emit({ ...rest, user });
}

export function reset(core: Core, seed: WorkspaceSeed | undefined): void {
  const { workspace } = core;
  // Throws if the seed is wrong, before any data is deleted.
  if (seed !== undefined) Object.assign(workspace.directory, toDirectory(seed));
  workspace.reset();
  for (const one of [core.deliveries, core.log, core.faults, core.limiter, core.timers]) one.clear();
  core.sockets.reset();
  core.startMs = core.settings.clock.now();
}
