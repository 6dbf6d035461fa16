import type { Clock } from "../clock.ts";
import type { StreamTarget, TargetPlace } from "../types/index.ts";
import { type CapabilityMemory, capabilitiesFor } from "./capability-memory.ts";
import type { Outcome } from "./outcome.ts";
import { toAccountKey } from "./workspace-key.ts";

/**
 * Decides whether the starts of an answer name their recipients. Channels need them (S6). For direct messages some workspaces need them
 * and others refuse them (S7). So the library tries both ways, each once: if a refusal may be about the recipients, the next start
 * leaves them out, or adds them. The refusal is remembered for the workspace for an hour.
 */
export class Recipients {
  readonly #target: StreamTarget;
  readonly #clock: Clock;
  /** True if recipients are given and may be left out. */
  readonly #isChoice: boolean;
  #areSent: boolean;
  #areOptional: boolean;

  constructor(target: StreamTarget, clock: Clock) {
    const { channel, recipientTeamId, recipientUserId } = target;
    const isInDirect = isDirect(channel);
    this.#target = target;
    this.#clock = clock;
    this.#isChoice = isInDirect && Boolean(recipientUserId && recipientTeamId);
    const learnt = this.#isChoice ? this.#memory.recall(this.#place, clock.now()) : undefined;
    this.#areSent = this.#isChoice ? learnt === undefined || isMissing(learnt) : !isInDirect;
    // True until the first refusal that may be about the recipients.
    this.#areOptional = this.#isChoice && learnt === undefined;
  }

  /** The target of the next start, with the recipients or without. */
  get place(): TargetPlace {
    return this.#areSent
      ? this.#target
      : { ...this.#target, recipientUserId: undefined, recipientTeamId: undefined };
  }

  /** True if Slack may refuse the start because of its recipients and accept it without them. */
  get areOptional(): boolean {
    return this.#areOptional;
  }

  /** Reads the outcome of a start. If the other way may succeed, it returns the refusal as a refusal of the recipients. */
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
    return capabilitiesFor(this.#clock);
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
