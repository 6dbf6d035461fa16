import { isRecord } from "../options/check.ts";
import type { ApiClient } from "../slack/api-client.ts";
import { createClientView } from "../slack/client-view.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { SlackClient } from "../types/index.ts";

interface Recorded {
  thrown?: unknown;
  answer?: unknown;
}

/**
 * A client that remembers Slack's responses and the client's errors, because an outcome does not contain the originals.
 */
export class WatchedClient {
  /** Makes calls with the current client. */
  readonly api: ApiClient;
  readonly #thrownBy = new WeakMap<object, unknown>();
  /** The response to the last watched call that succeeded. */
  lastAnswer: unknown;
  // One record for each call, because a call that was given up may fail later, during the next call.
  #current: Recorded = {};

  constructor(readClient: () => SlackClient) {
    this.api = {
      method: (name) => {
        const method = createClientView(readClient()).method(name);
        return method && { ...method, call: (args, signal) => this.record(() => method.call(args, signal)) };
      },
    };
  }

  /** The thrown value behind the error of an outcome, or of a failure that was made from the outcome. */
  thrownFor(error: unknown): unknown {
    return isRecord(error) ? this.#thrownBy.get(error) : undefined;
  }

  /** Makes a call, and keeps the thrown value for its outcome. */
  async watch(call: () => Promise<Outcome>): Promise<Outcome> {
    const recorded: Recorded = {};
    this.#current = recorded;
    const outcome = await call();
    if (outcome.type === "applied") this.lastAnswer = recorded.answer ?? this.lastAnswer;
    else if ("thrown" in recorded && isRecord(outcome.error))
      this.#thrownBy.set(outcome.error, recorded.thrown);
    return outcome;
  }

  /** Records a call that does not use the client. */
  async record<T>(call: () => Promise<T>): Promise<T> {
    const recorded = this.#current;
    try {
      const answer = await call();
      recorded.answer = answer;
      return answer;
    } catch (error) {
      recorded.thrown = error;
      throw error;
    }
  }
}
