import type { Clock } from "../clock.ts";
import type { StreamTarget, TargetPlace } from "../types/index.ts";
import { type CapabilityMemory, capabilitiesFor } from "./capability-memory.ts";
import type { Outcome } from "./outcome.ts";
import { toAccountKey } from "./workspace-key.ts";

type SharedClock = Clock & { readonly shared?: Clock };

/**
 * For whom the starts of an answer are, as Slack wants to be told. In channels the recipients are needed (S6). In direct messages one
 * Slack needs them, another refuses them (S7): they are sent, on a refusal that can mean them left out, or the other way round, each way
 * once. The workspace's answer is remembered for an hour.
 */
export class Recipients {
  readonly #target: StreamTarget;
  readonly #clock: SharedClock;
  /** There are recipients that can be sent or left out. */
  readonly #isChoice: boolean;
  #areSent: boolean;
  #areOptional: boolean;

  constructor(target: StreamTarget, clock: SharedClock) {
    const { channel, recipientTeamId, recipientUserId } = target;
    const isInDirect = isDirect(channel);
    this.#target = target;
    this.#clock = clock;
    this.#isChoice = isInDirect && Boolean(recipientUserId && recipientTeamId);
    const learnt = this.#isChoice ? this.#memory.recall(this.#place, clock.now()) : undefined;
    this.#areSent = this.#isChoice ? learnt === undefined || isMissing(learnt) : !isInDirect;
    // Until the first refusal that can mean them.
    this.#areOptional = this.#isChoice && learnt === undefined;
  }

  /** The target of the next start, with the recipients or without. */
  get place(): TargetPlace {
    return this.#areSent
      ? this.#target
      : { ...this.#target, recipientUserId: undefined, recipientTeamId: undefined };
  }

  /** The start may be refused for its recipients, and go through without them. */
  get areOptional(): boolean {
    return this.#areOptional;
  }

  /** Takes the outcome of a start. Where the other way may go through, a refusal comes back as one of the recipients. */
  settle(outcome: Outcome): Outcome {
    if (!this.#isChoice || outcome.type !== "refused") return outcome;
    if (this.#areOptional && (outcome.suspect === "recipient" || unknownPerson.test(outcome.code))) {
      this.#areOptional = false;
      // If Slack does not know one person, that does not mean that the workspace refuses recipients.
      if (!unknownPerson.test(outcome.code)) this.#learn(outcome.code);
      return this.#otherWay(outcome);
    }
    if (!this.#areSent && isMissing(outcome.code)) {
      this.#learn(outcome.code);
      return this.#otherWay(outcome);
    }
    return outcome;
  }

  #otherWay(outcome: Extract<Outcome, { type: "refused" }>): Outcome {
    this.#areSent = !this.#areSent;
    return { ...outcome, reason: "decoration-refused", suspect: "recipient" };
  }

  #learn(code: string): void {
    this.#memory.remember(this.#place, { code, nowMs: this.#clock.now() });
  }

  get #memory(): CapabilityMemory {
    return capabilitiesFor(this.#clock.shared ?? this.#clock);
  }

  get #place(): string {
    return `${toAccountKey(this.#target)} recipients in direct messages`;
  }
}

/** A conversation with one person, or the person. */
export function isDirect(channel: string): boolean {
  return /^[DUW]/.test(channel);
}

function isMissing(code: string): boolean {
  return code.startsWith("missing_recipient");
}

const unknownPerson = /^(user|team)_not_found$/;
