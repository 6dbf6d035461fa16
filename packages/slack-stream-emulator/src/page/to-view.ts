import type { SlackEmulator } from "../emulator.ts";
import { countBots } from "../events/connect-process.ts";
import { toProblem } from "../events/deliver.ts";
import { toInternals } from "../internals.ts";
import { METHODS } from "../methods/table.ts";
import { PRESETS } from "../presets.ts";
import type { Call } from "../protocol/call-log.ts";
import { FAULT_KINDS } from "../protocol/fault-names.ts";
import { toFaultName } from "../protocol/faults.ts";
import { toEffect } from "../view/effect.ts";
import { toOutcomeView } from "../view/outcome.ts";
import { isDirectMessage } from "../workspace/seed.ts";
import type { CallView, FaultView, ThreadView, WorkspaceView } from "./wire.ts";

export function toWorkspaceView(slack: SlackEmulator): WorkspaceView {
  const { directory, token } = slack;
  return {
    undelivered: toUndelivered(slack),
    bots: countBots(slack),
    token,
    appToken: directory.mainApp.appToken,
    name: [...directory.teams.values()][0]?.name ?? "",
    channels: [...directory.channels.values()].map(({ id, name }) => ({
      id,
      name,
      isDirect: isDirectMessage(id),
    })),
    users: [...directory.users.values()].map(({ id, name, isBot }) => ({ id, name, isBot })),
    me: directory.firstPerson,
    faultKinds: FAULT_KINDS.map(({ name, summary, value }) => ({ name, summary, value })),
    methods: Object.keys(METHODS),
    presets: Object.entries(PRESETS).map(([name, { summary }]) => ({ name, summary })),
  };
}

function toUndelivered(slack: SlackEmulator): string | undefined {
  const last = toInternals(slack).deliveries.list.at(-1);
  return last?.failure === undefined ? undefined : `The bot ${toProblem(last, "once")}.`;
}

export function toCallView(call: Call, slack: SlackEmulator): CallView {
  const { index, at, method, ts, durationMs, args, answer } = call;
  const number = ts === undefined ? undefined : toInternals(slack).workspace.findByTs(ts)?.number;
  const effect = toEffect(call);
  return { index, at, method, ts, number, durationMs, outcome: toOutcomeView(call), effect, args, answer };
}

/** The current state of a thread besides its messages. */
export function toThreadView(
  { statuses }: SlackEmulator,
  { channel, threadTs }: { channel: string; threadTs: string },
): ThreadView {
  return {
    channel,
    threadTs,
    line: statuses.assistant(channel, threadTs),
    loading: statuses.loading(channel, threadTs),
    session: statuses.session(channel, threadTs),
  };
}

export function toFaultViews(slack: SlackEmulator): FaultView[] {
  return slack.unusedFaults().map(({ method, fault, times, skip }) => ({
    method,
    name: toFaultName(fault),
    times,
    skip,
  }));
}
