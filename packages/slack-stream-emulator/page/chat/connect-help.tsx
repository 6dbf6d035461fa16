import { useState } from "preact/hooks";
import { useDesk } from "./context.ts";

interface Way {
  readonly name: string;
  readonly code: string;
}

/** Shown as long as nobody would hear a message: how a bot connects, to be copied. */
export function ConnectHelp() {
  const { slack } = useDesk();
  const { token, appToken } = slack.workspace;
  const [chosen, setChosen] = useState(0);
  const ways = toWays({ api: `${location.origin}/api/`, token, appToken });
  const way = ways[chosen];
  return (
    <section class="connect" aria-label="Connect a bot">
      <h3>No bot is connected</h3>
      <p>Nobody hears what you write here. Connect a bot in one of these ways:</p>
      <div class="ways" role="tablist" aria-label="Ways to connect">
        {ways.map(({ name }, index) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={index === chosen}
            onClick={() => setChosen(index)}
          >
            {name}
          </button>
        ))}
      </div>
      {way !== undefined && (
        <>
          <pre>{way.code}</pre>
          <CopyButton text={way.code} />
        </>
      )}
    </section>
  );
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState<string>();
  return (
    <button
      type="button"
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setCopied(text),
          () => setCopied(undefined),
        );
      }}
    >
      {copied === text ? "Copied" : "Copy"}
    </button>
  );
}

/** Code for each client, with the addresses and tokens of this Slack in it. */
function toWays({ api, token, appToken }: { api: string; token: string; appToken: string }): readonly Way[] {
  return [
    {
      name: "Bolt, Socket Mode",
      code: `import bolt from "@slack/bolt";

const app = new bolt.App({
  token: "${token}",
  appToken: "${appToken}",
  socketMode: true,
  clientOptions: { slackApiUrl: "${api}" },
});
app.event("app_mention", ({ event, say }) => say({ text: "Hello!", thread_ts: event.ts }));
await app.start();`,
    },
    {
      name: "Python, Socket Mode",
      code: `from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(client=WebClient(token="${token}", base_url="${api}"))

@app.event("app_mention")
def answer(event, say):
    say(text="Hello!", thread_ts=event["ts"])

SocketModeHandler(app, "${appToken}").start()`,
    },
    {
      name: "Any bot, HTTP",
      code: `# Start this Slack with the address that your bot listens on:
npx slack-stream-emulator --events-url http://127.0.0.1:3000/slack/events

# and give your bot these:
SLACK_BOT_TOKEN=${token}
SLACK_SIGNING_SECRET=emulator-signing-secret
SLACK_API_URL=${api}`,
    },
  ];
}
