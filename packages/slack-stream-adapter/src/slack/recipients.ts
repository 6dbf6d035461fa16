import type { Clock } from "../clock.ts";
import type { StreamTarget, TargetPlace } from "../types/index.ts";
import { capabilitiesFor } from "./capability-memory.ts";
import type { Outcome } from "./outcome.ts";
import { toAccountKey } from "./workspace-key.ts";

/** For whom the starts of an answer are, as Slack wants to be told. */
export interface Recipients {
  /** The target as the next start names it. */
  readonly place: TargetPlace;
  /** The start may be refused for its recipients, and go through without them. */
  readonly areOptional: boolean;
  /** What became of a start. A refusal that the other way may avoid becomes one of the recipients. */
  settle(outcome: Outcome): Outcome;
}

/**
 * In channels the recipients are needed (S6). In direct messages one Slack needs them, another refuses them (S7): they are sent, on a
 * refusal that can mean them left out, or the other way round, each way once. The workspace's answer is remembered for an
 * hour.
 */
export function createRecipients(
  target: StreamTarget,
  clock: Clock & { readonly shared?: Clock },
): Recipients {
  const { recipientTeamId, recipientUserId } = target;
  const bare: TargetPlace = { ...target, recipientUserId: undefined, recipientTeamId: undefined };
  if (!isDirect(target.channel)) return { place: target, areOptional: false, settle: (outcome) => outcome };
  if (!recipientUserId || !recipientTeamId)
    return { place: bare, areOptional: false, settle: (outcome) => outcome };

  const memory = capabilitiesFor(clock.shared ?? clock);
  const place = `${toAccountKey(target)} recipients in direct messages`;
  const learnt = memory.recall(place, clock.now());
  let areSent = learnt === undefined || isMissing(learnt);
  let areOptional = learnt === undefined;
  let mayBeNeeded = !areSent;

  const learn = (code: string) => memory.remember(place, { code, nowMs: clock.now() });
  const otherWay = (outcome: Extract<Outcome, { type: "refused" }>): Outcome => {
    areSent = !areSent;
    return { ...outcome, reason: "decoration-refused", suspect: "recipient" };
  };

  return {
    get place() {
      return areSent ? target : bare;
    },
    get areOptional() {
      return areSent && areOptional;
    },
    settle(outcome) {
      if (outcome.type !== "refused") return outcome;
      if (areSent && areOptional && (outcome.suspect === "recipient" || unknownPerson.test(outcome.code))) {
        areOptional = false;
        mayBeNeeded = true;
        // That somebody is not known here says nothing of the workspace.
        if (!unknownPerson.test(outcome.code)) learn(outcome.code);
        return otherWay(outcome);
      }
      if (!areSent && mayBeNeeded && isMissing(outcome.code)) {
        mayBeNeeded = false;
        learn(outcome.code);
        return otherWay(outcome);
      }
      return outcome;
    },
  };
}

/** A conversation with one person, or the person. */
export function isDirect(channel: string): boolean {
  return /^[DUW]/.test(channel);
}

function isMissing(code: string): boolean {
  return code.startsWith("missing_recipient");
}

const unknownPerson = /^(user|team)_not_found$/;
