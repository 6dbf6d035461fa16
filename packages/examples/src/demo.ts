import { type StreamOptions, type StreamReceipt, streamToSlack } from "slack-stream-adapter";
import { createAnswer, question } from "./demo/answer.ts";
import { createEventDescriber } from "./demo/describe-event.ts";
import { describeReceipt } from "./demo/describe-receipt.ts";
import { type DemoSlack, openLocal, openReal } from "./demo/open-slack.ts";
import { createScreen, type Screen } from "./demo/screen.ts";
import { readSetup, type Setup } from "./demo/setup.ts";

/** Shorter times than the real ones, so that people can watch the demo. */
const scaledDown = { keepaliveMs: 2_000, rotateAfterMs: 12_000 } satisfies StreamOptions;

const setup = readSetup(process.env);
if ("problem" in setup) {
  console.error(setup.problem);
  process.exitCode = 1;
} else {
  process.exitCode = await runDemo(setup);
}

async function runDemo(setup: Setup): Promise<number> {
  const screen = createScreen(process.stdout);
  let slack: DemoSlack;
  try {
    slack =
      setup.slack === undefined ? await openLocal(question, screen) : await openReal(question, setup.slack);
  } catch (error) {
    console.error(`Slack can't be opened: ${toMessage(error)}`);
    return 1;
  }
  introduce(slack, setup);
  let receipt: StreamReceipt | undefined;
  let failure: unknown;
  try {
    await stream(slack, { screen, setup, onFinish: (finished) => (receipt = finished) });
  } catch (error) {
    failure = error;
  }
  screen.close();
  const thread = await slack.thread();
  if (receipt !== undefined) console.log(`\nThe receipt:\n${describeReceipt(receipt)}`);
  console.log(`\nThe thread holds:\n\n${thread}`);
  if (failure !== undefined) console.error(`\nThe answer failed: ${toMessage(failure)}`);
  // If somebody interrupted the answer, the demo ends.
  if (receipt?.outcome === "completed" && process.stdout.isTTY) await keepOpen(slack);
  await slack.close();
  return failure === undefined ? 0 : 1;
}

/** On a terminal somebody may want to ask for more answers. */
async function keepOpen({ page }: DemoSlack): Promise<void> {
  if (page === undefined) return;
  console.log(`\nGo on at ${page}: write to the bot, press stop, move the clock, break its calls.`);
  console.log("It works with tools, falls silent or talks for long, as you ask for it. Ctrl-C ends it.");
  await new Promise<void>((resolve) => process.once("SIGINT", () => resolve()));
}

interface StreamSetup {
  readonly screen: Screen;
  readonly setup: Setup;
  readonly onFinish: (receipt: StreamReceipt) => void;
}

async function stream(slack: DemoSlack, { screen, setup, onFinish }: StreamSetup): Promise<void> {
  const describeEvent = createEventDescriber();
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once("SIGINT", interrupt);
  try {
    await streamToSlack(createAnswer(setup.gateway, screen.note), slack.target, {
      ...(slack.isLocal ? scaledDown : {}),
      abortSignal: interrupted.signal,
      // The local Slack shows the text. For a real Slack the demo can only show the calls.
      onEvent: (event) => {
        if (event.type !== "append" || !slack.isLocal) screen.note(describeEvent(event));
      },
      onFinish,
    });
  } finally {
    process.off("SIGINT", interrupt);
  }
}

function introduce(slack: DemoSlack, { gateway }: Setup): void {
  const model = gateway === undefined ? "a scripted model" : gateway.model;
  console.log(`streamText with ${model} → streamToSlack → @slack/web-api → ${slack.name}.`);
  if (slack.page !== undefined) console.log(`To see it as people do, open ${slack.page}`);
  if (slack.isLocal) {
    const seconds = (ms: number) => `${ms / 1_000} s`;
    console.log(
      `Scaled down to be watched: a keepalive after ${seconds(scaledDown.keepaliveMs)} of silence (default 20 s), ` +
        `a new message after ${seconds(scaledDown.rotateAfterMs)} (default 240 s).`,
    );
  } else if (slack.target.recipientUserId === undefined && !slack.target.channel.startsWith("D")) {
    console.log(
      "Without SLACK_USER_ID and SLACK_TEAM_ID Slack does not stream in a channel: this goes by post and edit.",
    );
  }
  console.log("");
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
