import type { ApiClient } from "../slack/api-client.ts";
import { createClientView } from "../slack/client-view.ts";
import type { Outcome } from "../slack/outcome.ts";
import type { SlackClient } from "../types/index.ts";

/** A client that remembers Slack's answers and the client's errors, because an outcome holds them only in our words. */
export interface WatchedClient {
  /** Calls by the client of the moment. */
  readonly api: ApiClient;
  /** Makes a call, and ties what is thrown in it to its outcome. */
  watch(call: () => Promise<Outcome>): Promise<Outcome>;
  /** The thrown value behind the error of an outcome, or of a failure that was made from the outcome. */
  thrownFor(error: unknown): unknown;
  /** The answer to the last watched call that was done. */
  lastAnswer(): unknown;
  /** For calls that go another way than through the client. */
  record<T>(call: () => Promise<T>): Promise<T>;
}

interface Recorded {
  thrown?: unknown;
  answer?: unknown;
}

export function createWatchedClient(readClient: () => SlackClient): WatchedClient {
  const thrownBy = new WeakMap<object, unknown>();
  let lastAnswer: unknown;
  // A call that was given up may fail later, and must not pass for the one after it.
  let current: Recorded = {};

  const record: WatchedClient["record"] = async (call) => {
    const recorded = current;
    try {
      const answer = await call();
      recorded.answer = answer;
      return answer;
    } catch (error) {
      recorded.thrown = error;
      throw error;
    }
  };

  const api: ApiClient = {
    method(name) {
      const method = createClientView(readClient()).method(name);
      return method && { ...method, call: (args, signal) => record(() => method.call(args, signal)) };
    },
  };

  return {
    api,
    async watch(call) {
      const recorded: Recorded = {};
      current = recorded;
      const outcome = await call();
      if (outcome.type === "applied") lastAnswer = recorded.answer ?? lastAnswer;
      else if ("thrown" in recorded && isObject(outcome.error)) thrownBy.set(outcome.error, recorded.thrown);
      return outcome;
    },
    thrownFor: (error) => (isObject(error) ? thrownBy.get(error) : undefined),
    lastAnswer: () => lastAnswer,
    record,
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
