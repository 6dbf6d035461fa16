import type { Clock } from "../clock.ts";
import type { StreamTarget, TargetPlace } from "../types/index.ts";
import { capabilitiesFor } from "./capability-memory.ts";
import type { Outcome } from "./outcome.ts";
import { toAccountKey } from "./workspace-key.ts";

/** For whom the starts of an answer are, as Slack wants to be told. */
export interface Recipients {
  /** The target of the next start, with the recipients or without. */
  readonly place: TargetPlace;
  /** The start may be refused for its recipients, and go through without them. */
  readonly areOptional: boolean;
  /** Takes the outcome of a start. Where the other way may go through, a refusal comes back as one of the recipients. */
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
  const isInDirect = isDirect(target.channel);
  if (!isInDirect || !recipientUserId || !recipientTeamId)
    return { place: isInDirect ? bare : target, areOptional: false, settle: (outcome) => outcome };

  const memory = capabilitiesFor(clock.shared ?? clock);
  const place = `${toAccountKey(target)} recipients in direct messages`;
  const learnt = memory.recall(place, clock.now());
  let areSent = learnt === undefined || isMissing(learnt);
  // Until the first refusal that can mean them.
  let areOptional = learnt === undefined;

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
      return areOptional;
    },
    settle(outcome) {
      if (outcome.type !== "refused") return outcome;
      if (areOptional && (outcome.suspect === "recipient" || unknownPerson.test(outcome.code))) {
        areOptional = false;
        // If Slack does not know one person, that does not mean that the workspace refuses recipients.
        if (!unknownPerson.test(outcome.code)) learn(outcome.code);
        return otherWay(outcome);
      }
      if (!areSent && isMissing(outcome.code)) {
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
