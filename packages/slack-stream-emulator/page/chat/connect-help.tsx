import { useState } from "preact/hooks";
import { act, ask } from "../live/act.ts";
import { useDesk } from "./context.ts";

interface Way {
  readonly name: string;
  readonly install?: string;
  readonly file?: string;
  readonly run?: string;
  readonly code: string;
  /** Slack calls such a bot, so it has to know where. */
  readonly needsAddress?: true;
}

/** Shown as long as nobody would hear a message: how a bot connects, to be copied. */
export function ConnectHelp() {
  const { slack } = useDesk();
  const { token, appToken } = slack.workspace;
  const [chosen, setChosen] = useState(0);
  const ways = toWays({ api: `${location.origin}/api/`, token, appToken });
  const way = ways[chosen] ?? ways[0];
  return (
    <section class="connect" aria-label="Connect a bot">
      <h3>No bot is connected</h3>
      <p>Nobody answers here yet. Start a bot of yours, or one of these:</p>
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
      {way !== undefined && <Steps key={way.name} way={way} />}
    </section>
  );
}

function Steps({ way: { install, file, run, code, needsAddress } }: { way: Way }) {
  return (
    <ol class="steps">
      {install !== undefined && (
        <li>
          In an empty folder, run <code>{install}</code>
        </li>
      )}
      <li>
        <div class="snippet-head">
          {file === undefined ? (
            <span>Give your bot these values:</span>
          ) : (
            <span>
              Save this as <code>{file}</code>:
            </span>
          )}
          <CopyButton text={code} />
        </div>
        <pre>{code}</pre>
      </li>
      {run !== undefined && (
        <li>
          Run <code>{run}</code>
        </li>
      )}
      {needsAddress && (
        <li>
          Tell this Slack where the bot listens:
          <AddressForm />
        </li>
      )}
      <li>Write a message below. The bot answers in its thread.</li>
    </ol>
  );
}

const DEFAULT_ADDRESS = "http://127.0.0.1:3000/slack/events";
const DEFAULT_SECRET = "emulator-signing-secret";

function AddressForm() {
  const [url, setUrl] = useState(DEFAULT_ADDRESS);
  const [signingSecret, setSecret] = useState(DEFAULT_SECRET);
  const [problem, setProblem] = useState<string>();
  return (
    <form
      class="address"
      onSubmit={(event) => {
        event.preventDefault();
        void act(ask.connectBot({ url, signingSecret })).then(setProblem);
      }}
    >
      <label>
        Address
        <input value={url} onInput={({ currentTarget }) => setUrl(currentTarget.value)} />
      </label>
      <label>
        Signing secret
        <input value={signingSecret} onInput={({ currentTarget }) => setSecret(currentTarget.value)} />
      </label>
      <button type="submit" class="primary">
        Connect
      </button>
      {problem !== undefined && (
        <p class="bad" role="alert">
          {problem}
        </p>
      )}
    </form>
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
  const bolt = { install: "npm install @slack/bolt", file: "bot.mjs", run: "node bot.mjs" };
  const boltPython = { install: "pip install slack-bolt", file: "bot.py", run: "python3 bot.py" };
  return [
    {
      ...bolt,
      name: "JavaScript, Socket Mode",
      code: `import bolt from "@slack/bolt";

const app = new bolt.App({
  token: "${token}",
  appToken: "${appToken}",
  socketMode: true,
  clientOptions: { slackApiUrl: "${api}" },
});
app.event("app_mention", async ({ event, say }) => {
  await say({ text: "Hello!", thread_ts: event.ts });
});
await app.start();`,
    },
    {
      ...bolt,
      name: "JavaScript, HTTP",
      needsAddress: true,
      code: `import bolt from "@slack/bolt";

const app = new bolt.App({
  token: "${token}",
  signingSecret: "${DEFAULT_SECRET}",
  clientOptions: { slackApiUrl: "${api}" },
});
app.event("app_mention", async ({ event, say }) => {
  await say({ text: "Hello!", thread_ts: event.ts });
});
await app.start(3000);`,
    },
    {
      ...boltPython,
      name: "Python, Socket Mode",
      code: `from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(client=WebClient(
    token="${token}",
    base_url="${api}",
))

@app.event("app_mention")
def answer(event, say):
    say(text="Hello!", thread_ts=event["ts"])

SocketModeHandler(app, "${appToken}").start()`,
    },
    {
      ...boltPython,
      name: "Python, HTTP",
      needsAddress: true,
      code: `from slack_bolt import App
from slack_sdk import WebClient

app = App(
    signing_secret="${DEFAULT_SECRET}",
    client=WebClient(
        token="${token}",
        base_url="${api}",
    ),
)

@app.event("app_mention")
def answer(event, say):
    say(text="Hello!", thread_ts=event["ts"])

app.start(port=3000)`,
    },
    {
      name: "Any other bot",
      needsAddress: true,
      code: `Web API         ${api}
Bot token       ${token}
App token       ${appToken} (Socket Mode)
Signing secret  ${DEFAULT_SECRET} (HTTP)`,
    },
  ];
}
