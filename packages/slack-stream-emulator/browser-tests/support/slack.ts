import { createSlackEmulator, type EmulatorOptions, type SlackEmulator } from "../../src/index.ts";

export interface LocalSlack {
  readonly slack: SlackEmulator;
  readonly url: string;
  readonly apiUrl: string;
  /** A question in the first channel; the answer goes below it. */
  ask(text?: string): {
    channel: string;
    thread_ts: string;
    recipient_user_id: string;
    recipient_team_id: string;
  };
  call(method: string, args: object): Promise<{ ok: boolean; ts: string; error?: string }>;
  close(): Promise<void>;
}

export async function openSlack(options?: EmulatorOptions): Promise<LocalSlack> {
  const slack = createSlackEmulator(options);
  const { url, apiUrl } = await slack.listen();
  return {
    slack,
    url: `${url}/`,
    apiUrl,
    ask(text = "Why did the import fail?") {
      const { channel, ts, userId, teamId } = slack.postUserMessage({ text });
      return { channel, thread_ts: ts, recipient_user_id: userId, recipient_team_id: teamId };
    },
    async call(method, args) {
      const response = await slack.fetch(`https://slack.test/api/${method}`, {
        method: "POST",
        headers: { authorization: `Bearer ${slack.token}`, "content-type": "application/json" },
        body: JSON.stringify(args),
      });
      return (await response.json()) as { ok: boolean; ts: string; error?: string };
    },
    close: () => slack.close(),
  };
}

export function text(value: string) {
  return { type: "markdown_text", text: value };
}

export function task(fields: { id: string; title: string; status: string; output?: string }) {
  return { type: "task_update", ...fields };
}
