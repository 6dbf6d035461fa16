import { WebClient } from "@slack/web-api";
import {
  type StreamOptions,
  type StreamReceipt,
  type StreamSource,
  streamToSlack,
} from "slack-stream-adapter";
import { type ApprovalDecision, settleApproval } from "slack-stream-adapter/bolt";
import {
  connectBot,
  createManualClock,
  createSlackEmulator,
  type ManualClock,
  type SlackEmulator,
} from "slack-stream-emulator";
import { createScriptedModel, type ScriptLine } from "../scripted-model.ts";

/** A run of an agent, as somebody in the channel sees it. */
export interface Run {
  readonly name: string;
  readonly title: string;
  /** What readers should look at, in one or two sentences. */
  readonly about: string;
  readonly question: string;
  /** The moments of the pictures, in seconds after the question. The last picture is at the end. */
  readonly moments: readonly [number, number, number];
  play(stage: GalleryStage): Promise<unknown>;
}

/** A local Slack with a manual clock, in which somebody has just asked. */
export interface GalleryStage {
  readonly slack: SlackEmulator;
  readonly clock: ManualClock;
  /** Waits by that clock. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  model(...steps: (readonly ScriptLine[])[]): ReturnType<typeof createScriptedModel>;
  /** Streams into the thread of the question. */
  answer(source: StreamSource, options?: StreamOptions): Promise<StreamReceipt>;
  /** Somebody presses a button of the last message, which asks for an approval. */
  decide(approved: boolean): Promise<ApprovalDecision>;
  /** Somebody writes into that thread. */
  say(text: string): void;
  /** The thread, with the text of each push notification. */
  thread(): string;
}

export function openStage(question: string): GalleryStage {
  const clock = createManualClock();
  const slack = createSlackEmulator({
    clock,
    workspace: {
      users: [
        { id: "U0000000001", name: "Ada", teamId: "T0000000001" },
        { id: "U0000000002", name: "Assistant", teamId: "T0000000001", isBot: true },
      ],
    },
  });
  const asked = slack.postUserMessage({ text: question });
  const { channel, ts: threadTs } = asked;
  const target = {
    client: new WebClient(slack.token, slack.webClientOptions(8)),
    channel,
    threadTs,
    recipientUserId: asked.userId,
    recipientTeamId: asked.teamId,
  };
  const wait = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const cancel = clock.setTimer(ms, resolve);
      signal?.addEventListener("abort", () => {
        cancel();
        reject(signal.reason);
      });
    });
  return {
    slack,
    clock,
    wait,
    model: (...steps) => createScriptedModel({ steps, wordMs: 40, wait }),
    answer: (source, options) => streamToSlack(source, target, { clock, ...options }),
    decide: (approved) => decide(slack, target.client, approved),
    say: (text) => void slack.postUserMessage({ channel, threadTs, text }),
    thread: () => slack.thread(channel, threadTs, { pushes: "shown" }),
  };
}

async function decide(slack: SlackEmulator, client: WebClient, approved: boolean): Promise<ApprovalDecision> {
  let body: object = {};
  const people = connectBot(slack, {
    signingSecret: "secret",
    async bot(request) {
      body = JSON.parse(new URLSearchParams(await request.text()).get("payload") ?? "{}");
      return new Response();
    },
  });
  const ts = slack.messages.at(-1)?.ts ?? "";
  await people.click({ ts, actionId: approved ? "slack_stream_approve" : "slack_stream_deny" });
  return settleApproval({ body, client });
}
