import {
  Actions,
  Button,
  Card,
  CardText,
  Modal,
  type StreamChunk,
  StreamingPlan,
  TextInput,
  type Thread,
} from "chat";
import { channel, type Scenario, type Scene } from "./scene.ts";

async function* say(...items: (string | StreamChunk)[]) {
  yield* items;
}

const task = (id: string, status: "in_progress" | "complete" | "error", title = id): StreamChunk => ({
  type: "task_update",
  id,
  title,
  status,
});

/** Answers every mention in one way. */
const answering = (answer: (thread: Thread, scene: Scene) => Promise<unknown>) => async (scene: Scene) => {
  scene.bot.onNewMention(async (thread) => {
    await answer(thread, scene).catch((error: unknown) => scene.note(error));
  });
  await scene.ask();
};

const button = (id: string, label: string) => Button({ id, label, value: "1" });
const card = () =>
  Card({ title: "Deploy?", children: [CardText("To production"), Actions([button("go", "Go")])] });
const endWith = [
  {
    type: "actions",
    elements: [{ type: "button", action_id: "more", value: "1", text: { type: "plain_text", text: "More" } }],
  },
];

const texts: readonly Scenario[] = [
  { title: "a text", play: answering((thread) => thread.post("Hello *there*")) },
  {
    title: "Markdown",
    play: answering((thread) => thread.post({ markdown: "**Bold** and `code`\n\n- one\n- two" })),
  },
  { title: "a card with a button", play: answering((thread) => thread.post(card())) },
  {
    title: "a message that is edited, reacted to and deleted",
    play: answering(async (thread) => {
      const kept = await thread.post("First");
      await kept.edit("Second");
      await kept.addReaction("thumbs_up");
      const gone = await thread.post("Not for long");
      await gone.delete();
    }),
  },
  {
    title: "an ephemeral message",
    play: answering((thread) => thread.postEphemeral("U0000000001", "For you", { fallbackToDM: false })),
  },
  {
    title: "a scheduled message",
    play: answering((thread) => thread.schedule("Later", { postAt: new Date(Date.now() + 3_600_000) })),
  },
  {
    title: "a message with a file",
    play: answering((thread) =>
      thread.post({ markdown: "The report", files: [{ data: Buffer.from("a,b"), filename: "report.csv" }] }),
    ),
  },
  {
    title: "a direct message that the bot begins",
    play: async ({ bot }) => {
      const thread = await bot.openDM("U0000000001");
      await thread.post("Hello in private");
    },
  },
  {
    title: "a message in the channel, outside a thread",
    play: answering((thread) => thread.channel.post("To everybody")),
  },
];

const streams: readonly Scenario[] = [
  {
    title: "a stream of text",
    play: answering((thread) => thread.post(say("Hello ", "from ", "a **stream**."))),
  },
  {
    title: "a stream of many lines with a table and a fence",
    play: answering((thread) =>
      thread.post(
        say("# Title\n\n", "| a | b |\n|---|---|\n", "| 1 | 2 |\n\n", "```ts\nconst a = 1;\n", "```\n\nEnd."),
      ),
    ),
  },
  {
    title: "a stream that is edited, reacted to and deleted afterwards",
    play: answering(async (thread) => {
      const kept = await thread.post(say("First"));
      await kept.edit("Second");
      await kept.addReaction("eyes");
      const gone = await thread.post(say("Not for long"));
      await gone.delete();
    }),
  },
  {
    title: "a fullStream of the AI SDK with two steps",
    play: answering((thread) => {
      async function* parts() {
        yield { type: "text-delta", id: "1", text: "Let me look." };
        yield { type: "tool-call", toolCallId: "t", toolName: "search", input: {} };
        yield { type: "tool-result", toolCallId: "t", toolName: "search", input: {}, output: 1 };
        yield { type: "finish-step", finishReason: "tool-calls" };
        yield { type: "text-delta", id: "2", text: "Found it." };
        yield { type: "finish-step", finishReason: "stop" };
      }
      return thread.post(parts() as never);
    }),
  },
  {
    title: "cards in a stream",
    play: answering((thread) =>
      thread.post(
        say(task("t", "in_progress", "Searching"), "I look.\n", task("t", "complete", "Searching"), "Found."),
      ),
    ),
  },
  {
    title: "a plan of cards",
    play: answering((thread) =>
      thread.post(
        new StreamingPlan(
          say(
            { type: "plan_update", title: "Research" },
            task("a", "complete"),
            task("b", "complete"),
            "Done.",
          ),
          { groupTasks: "plan" },
        ),
      ),
    ),
  },
  {
    title: "a card that the source leaves open",
    differs: "a card that is complete; what the published adapter leaves open is marked as failed by Slack",
    play: answering((thread) => thread.post(say(task("t", "in_progress", "Searching"), "That is all."))),
  },
  {
    title: "StreamingPlan with endWith",
    play: answering((thread) => thread.post(new StreamingPlan(say("Text"), { endWith }))),
  },
  {
    title: "an empty stream with endWith",
    play: answering((thread) => thread.post(new StreamingPlan(say(), { endWith }))),
  },
  {
    title: "an empty stream",
    differs: "nothing, where the published adapter leaves an empty message",
    play: answering((thread) => thread.post(say())),
  },
  {
    title: "an empty stream whose handle is edited and reacted to",
    differs: "the same message without the mark (edited): it is posted by the first edit",
    play: answering(async (thread) => {
      const sent = await thread.post(say());
      await sent.edit("No answer");
      await sent.addReaction("eyes");
    }),
  },
  {
    title: "an empty stream whose handle is deleted",
    play: answering(async (thread) => (await thread.post(say())).delete()),
  },
  {
    title: "a source that throws after some text",
    differs:
      "the text with a notice; the published adapter loses what it held back, and leaves open what it began",
    play: answering((thread) => {
      async function* failing() {
        yield "The first half of the answer.\n\n";
        throw new Error("model overloaded");
      }
      return thread.post(failing());
    }),
  },
  {
    title: "a source that throws before any text",
    play: answering((thread) => {
      // biome-ignore lint/correctness/useYield: it fails before
      async function* failing(): AsyncGenerator<string> {
        throw new Error("model overloaded");
      }
      return thread.post(failing());
    }),
  },
  {
    title: "mentions in a stream",
    play: answering((thread) => thread.post(say("<!here> and <@U0000000001>, look."))),
  },
  {
    title: "mentions in a stream that chat posts and edits",
    config: { nativeStreaming: false },
    play: answering((thread) => thread.post(say("<!here> and <@U0000000001>, look."))),
  },
  {
    title: "a stream without native streaming",
    config: { nativeStreaming: false },
    play: answering((thread) => thread.post(say("Hello ", "from an edit."))),
  },
  {
    title: "a stream where the workspace has no streaming",
    play: answering((thread, { slack }) => {
      slack.failNext("chat.startStream", { type: "error", error: "feature_not_enabled" });
      return thread.post(say("Hello ", "all the same."));
    }),
  },
  {
    title: "a stream into a channel, outside a thread",
    play: answering((thread) => thread.channel.post(say("Hello ", "everybody."))),
  },
  {
    title: "a stream in a direct message",
    play: async (scene) => {
      scene.bot.onDirectMessage(async (thread) => void (await thread.post(say("Hello ", "in private."))));
      await scene.handled(scene.people.directMessage({ text: "hi" }).delivered);
    },
  },
  {
    title: "two streams in one thread, one after another",
    play: answering(async (thread) => {
      await thread.post(say("One."));
      await thread.post(say("Two."));
    }),
  },
  {
    title: "feedback buttons, and a click on one",
    config: { feedbackButtons: true },
    play: async (scene) => {
      scene.bot.onNewMention(async (thread) => void (await thread.post(say("Was this good?"))));
      scene.bot.onAction(async ({ actionId, thread, value }) => {
        scene.note({ actionId, value });
        await thread?.post("Thank you");
      });
      await scene.ask();
      const { ts = "", stopBlocks = [] } = scene.slack.messages.at(-1) ?? {};
      const [element] = (stopBlocks[0] as { elements?: { action_id: string }[] } | undefined)?.elements ?? [];
      const click = { ts, actionId: element?.action_id ?? "" };
      await scene.handled(scene.people.click({ ...click, value: "positive" }));
    },
  },
  {
    title: "a button under a stream",
    play: async (scene) => {
      scene.bot.onNewMention(
        async (thread) => void (await thread.post(new StreamingPlan(say("Text"), { endWith }))),
      );
      scene.bot.onAction("more", async ({ thread }) => void (await thread?.post(say("Here is ", "more."))));
      await scene.ask();
      await scene.handled(
        scene.people.click({ ts: scene.slack.messages.at(-1)?.ts ?? "", actionId: "more" }),
      );
    },
  },
  {
    title: "the stop button in an agent's thread",
    config: { agentView: true },
    differs:
      "the same, and thread.post resolves; the published adapter stops the message again, and throws what Slack says to that",
    play: async (scene) => {
      const shown = new Promise<void>((resolve) => {
        scene.slack.onCall(({ method }) => method === "chat.startStream" && resolve());
      });
      scene.bot.onAgentSessionStopped(async () => scene.note("onAgentSessionStopped"));
      scene.bot.onNewMention(async (thread) => {
        async function* endless() {
          yield `${"A line that is long enough to be shown. ".repeat(10)}\n`;
          await shown;
          const { ts = "" } = scene.slack.messages.find(({ botId }) => botId === undefined) ?? {};
          await scene.people.pressStop({ channel, threadTs: ts });
          await new Promise((resolve) => thread.signal.addEventListener("abort", resolve, { once: true }));
          yield "A line that nobody wants.\n";
        }
        await thread.post(endless()).catch((error: unknown) => scene.note(error));
        scene.note({ aborted: thread.signal.aborted });
      });
      await scene.ask();
    },
  },
];

const events: readonly Scenario[] = [
  {
    title: "a subscribed thread",
    play: async (scene) => {
      scene.bot.onNewMention(async (thread) => {
        await thread.subscribe();
        await thread.post("I listen.");
      });
      scene.bot.onSubscribedMessage(
        async (thread, message) => void (await thread.post(say(`You said ${message.text}`))),
      );
      const { ts } = await scene.ask();
      await scene.handled(scene.people.message({ text: "more", channel, threadTs: ts }).delivered);
    },
  },
  {
    title: "a message that matches a pattern",
    play: async (scene) => {
      scene.bot.onNewMessage(/help/, async (thread) => void (await thread.post(say("How can I help?"))));
      await scene.handled(scene.people.message({ text: "help please", channel }).delivered);
    },
  },
  {
    title: "a reaction",
    play: async (scene) => {
      scene.bot.onNewMention(async (thread) => void (await thread.post(say("React to me."))));
      scene.bot.onReaction(async ({ added, rawEmoji, thread }) => {
        scene.note({ added, rawEmoji });
        await thread.post("Seen.");
      });
      await scene.ask();
      const ts = scene.slack.messages.at(-1)?.ts ?? "";
      await scene.handled(scene.people.react({ ts, name: "tada" }));
      await scene.handled(scene.people.unreact({ ts, name: "tada" }));
    },
  },
  {
    title: "a message that is changed, and one that is deleted",
    play: async (scene) => {
      scene.bot.onMessageUpdated(async (_, message) =>
        scene.note(`changed to ${(message as { text?: string }).text}`),
      );
      scene.bot.onMessageDeleted(async () => scene.note("deleted"));
      const { ts } = scene.slack.postUserMessage({ text: "before", channel });
      await scene.handled(scene.people.edit({ ts, text: "after" }));
      await scene.handled(scene.people.remove({ ts }));
    },
  },
  {
    title: "a slash command that answers in the channel and to one person",
    play: async (scene) => {
      scene.bot.onSlashCommand("/ask", async ({ channel: place, text, user }) => {
        await place.post(`Asked: ${text}`);
        await place.postEphemeral(user, "Only you see this", { fallbackToDM: false });
      });
      await scene.handled(scene.people.command({ command: "/ask", text: "why?" }));
    },
  },
  {
    title: "a slash command that streams",
    play: async (scene) => {
      scene.bot.onSlashCommand(
        "/ask",
        async ({ channel: place }) => void (await place.post(say("Hello ", "all."))),
      );
      await scene.handled(scene.people.command({ command: "/ask" }));
    },
  },
  {
    title: "a modal, opened by a button and submitted",
    play: async (scene) => {
      scene.bot.onNewMention(async (thread) => void (await thread.post(card())));
      scene.bot.onAction("go", async ({ openModal }) => {
        await openModal(
          Modal({
            callbackId: "form",
            title: "Why?",
            children: [TextInput({ id: "reason", label: "Reason" })],
          }),
        );
      });
      scene.bot.onModalSubmit("form", async ({ relatedThread, values }) => {
        await relatedThread?.post(say("Because ", `${values.reason}.`));
        return undefined;
      });
      await scene.ask();
      await scene.handled(scene.people.click({ ts: scene.slack.messages.at(-1)?.ts ?? "", actionId: "go" }));
      await scene.handled(scene.people.submitView({ values: { reason: { reason: "I say so" } } as never }));
    },
  },
  {
    title: "an assistant's thread with prompts, a title and an answer",
    play: async (scene) => {
      scene.bot.onAssistantThreadStarted(async ({ channelId, threadTs }) => {
        await scene.adapter.setSuggestedPrompts(channelId, threadTs, [{ title: "Help", message: "Help me" }]);
        await scene.adapter.setAssistantTitle(channelId, threadTs, "A talk");
      });
      scene.bot.onDirectMessage(async (thread) => {
        await thread.startTyping("is thinking…");
        await thread.post(say("Hello ", "from the assistant."));
      });
      const { channel: place, threadTs, delivered } = scene.people.startAssistantThread();
      await scene.handled(delivered);
      await scene.handled(scene.people.directMessage({ text: "hi", channel: place, threadTs }).delivered);
    },
  },
  {
    title: "the home tab",
    play: async (scene) => {
      scene.bot.onAppHomeOpened(async ({ userId }) => {
        const section = { type: "section", text: { type: "mrkdwn", text: "Welcome" } };
        await scene.adapter.publishHomeView(userId, { type: "home", blocks: [section] });
      });
      await scene.handled(scene.people.openHome());
    },
  },
  {
    title: "the history of a thread after a stream",
    play: async (scene) => {
      scene.bot.onNewMention(async (thread) => void (await thread.post(say("An **answer**."))));
      const { ts, threadId } = await scene.ask();
      const { messages } = await scene.adapter.fetchMessages(threadId);
      scene.note(messages.map(({ text, author }) => [text, author.isMe]));
      await scene.thread(ts).refresh();
      scene.note(scene.thread(ts).recentMessages.length);
    },
  },
  {
    title: "a handler that fails after a stream",
    play: answering(async (thread) => {
      await thread.post(say("All good."));
      throw new Error("the handler's own");
    }),
  },
];

const oauth = { clientId: "emulator-client-id", clientSecret: "emulator-client-secret" };
const installed: Scenario["play"] = async (scene) => {
  const redirect = "http://bot.invalid/oauth";
  const query = new URLSearchParams({ client_id: oauth.clientId, redirect_uri: redirect, state: "s" });
  const answer = await fetch(`${scene.slackUrl}/oauth/v2/authorize?${query}`, { redirect: "manual" });
  const back = new Request(answer.headers.get("location") ?? "");
  const { teamId } = await scene.adapter.handleOAuthCallback(back, { redirectUri: redirect });
  scene.note(teamId);
  scene.bot.onNewMention(async (thread) => {
    await thread.post("Installed.");
    await thread.post(say("And it ", "streams."));
  });
  await scene.ask();
};

const teams = ["T0000000001", "T0000000002"] as const;
const twoWorkspaces: Scenario["play"] = async (scene) => {
  const { adapter, bot, connectApp, handled, note } = scene;
  for (const team of teams) await adapter.setInstallation(team, { botToken: `xoxb-${team}` });
  bot.onNewMention(async (thread, message) => {
    await thread.post(say("You asked ", message.text, ", and ", "**this** is for you."));
    note(`answered ${thread.channelId}`);
  });
  const asked = teams.map((team) =>
    connectApp(`A${team}`).mention({ channel: `C${team}`, user: `U${team}`, text: `from ${team}` }),
  );
  await Promise.all(asked.map(({ delivered }) => handled(delivered)));
};

const installations: readonly Scenario[] = [
  {
    title: "two workspaces that ask at the same time",
    config: { botToken: undefined, ...oauth } as never,
    workspace: {
      teams: teams.map((id) => ({ id })),
      apps: teams.map((teamId) => ({
        token: `xoxb-${teamId}`,
        teamId,
        appId: `A${teamId}`,
        botId: `B${teamId}`,
      })),
      users: teams.map((teamId) => ({ id: `U${teamId}`, teamId })),
      channels: teams.map((teamId) => ({ id: `C${teamId}`, teamId })),
    },
    inAnyOrder: true,
    play: twoWorkspaces,
  },
  {
    title: "an app that is installed by OAuth, with a token for each workspace",
    config: { botToken: undefined, ...oauth } as never,
    play: installed,
  },
  {
    title: "a token that is asked for at each call",
    config: { botToken: async () => "xoxb-emulator-token" },
    play: answering((thread) => thread.post(say("Hello."))),
  },
  {
    title: "Socket Mode: a mention that is answered by a stream",
    socketMode: true,
    play: answering((thread) => thread.post(say("Hello ", "by a socket."))),
  },
];

export const scenarios = [...texts, ...streams, ...events, ...installations];
