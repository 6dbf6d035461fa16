// What the guide's excerpts take as given: the names that the page has told about before.
import type { WebClient } from "@slack/web-api";
import type { LanguageModel, ModelMessage, ToolSet } from "ai";
import type * as library from "slack-stream-adapter";

declare global {
  type RateBudget = library.RateBudget;
  const streamToSlack: typeof library.streamToSlack;
  const createSlackStream: typeof library.createSlackStream;
  const closeAllStreams: typeof library.closeAllStreams;
  const handleAgentSessionStopped: typeof library.handleAgentSessionStopped;
  const postQuestion: typeof import("slack-stream-adapter/bolt").postQuestion;
  const dropRedelivered: typeof import("slack-stream-adapter/bolt").dropRedelivered;
  const handleStopButton: typeof import("slack-stream-adapter/bolt").handleStopButton;
  const SlackStreamError: typeof library.SlackStreamError;

  const app: import("@slack/bolt").App;
  const client: WebClient;
  const token: string;
  const channel: string;
  const threadTs: string;
  const recipientUserId: string;
  const recipientTeamId: string;
  const target: library.StreamTarget;
  const source: library.StreamSource;
  const report: library.StreamSource;
  const feedback: library.SlackBlock;
  const model: LanguageModel;
  const tools: ToolSet;
  const messages: ModelMessage[];
  const streamText: typeof import("ai").streamText;

  /** An agent of Mastra. */
  const agent: {
    stream(
      messages: ModelMessage[],
      options: { readonly abortSignal: AbortSignal },
    ): Promise<{ readonly fullStream: ReadableStream<object> }>;
  };
  /** A compiled graph of LangGraph. */
  const graph: {
    stream(
      input: { readonly messages: readonly object[] },
      options: { readonly streamMode: "messages"; readonly signal: AbortSignal },
    ): Promise<AsyncIterable<object>>;
  };
  /** A chain of LangChain. */
  const chain: {
    streamEvents(
      input: object,
      options: { readonly version: "v2"; readonly signal: AbortSignal },
    ): AsyncIterable<{ readonly event: string }>;
  };

  /** Whatever your service counts with. */
  const metrics: { count(name: string, label: string, facts?: object): void };
  /** Whatever your instances talk by. */
  const bus: {
    publish(topic: string, event: library.AgentSessionStoppedEvent): Promise<void>;
    subscribe(topic: string, listener: (event: library.AgentSessionStoppedEvent) => void): void;
  };
  /** Whatever holds your share of the limits. */
  const places: { take(key: string, nowMs: number): number; close(key: string, forMs: number): void };
}
