import type { SlackEmulator } from "../emulator.ts";
import { isPresetName, PLAIN_CONDITIONS, PRESETS } from "../presets.ts";
import { toFault } from "../protocol/fault-names.ts";
import { toChangedConditions } from "./to-conditions.ts";
import { toConditionsView } from "./to-view.ts";
import type { PageAction } from "./wire.ts";

/** Does what was asked for; a `RangeError` or `TypeError` says why it can't be done. */
export async function carryOut(slack: SlackEmulator, action: PageAction): Promise<void> {
  switch (action.type) {
    case "send":
      slack.postUserMessage(action);
      return;
    case "stop":
      slack.stopByUser(action);
      return;
    case "click":
      slack.click(action);
      return;
    case "expire":
      slack.expire(action.ts);
      return;
    case "delete":
      slack.deleteMessage(action.ts);
      return;
    case "fault": {
      const { method, name, value, times, skip } = action;
      slack.failNext(method, toFault({ name, value }), { times, skip });
      return;
    }
    case "clear-faults":
      slack.clearFaults();
      return;
    case "advance":
      await slack.advance(action.ms);
      return;
    case "conditions":
      slack.configure(toChangedConditions(action.changes, toConditionsView(slack)));
      return;
    case "preset":
      if (!isPresetName(action.name)) throw new RangeError(`name must be a preset, got ${action.name}`);
      slack.configure({ ...PLAIN_CONDITIONS, ...PRESETS[action.name].options });
      return;
    case "reset":
      slack.reset();
      return;
    default:
      action satisfies never;
  }
}
