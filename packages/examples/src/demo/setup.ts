/** The demo's settings from the environment. */
export interface Setup {
  /** Undefined: the local Slack. */
  readonly slack: RealSlack | undefined;
  /** Undefined: the scripted model. */
  readonly gateway: Gateway | undefined;
}

export interface RealSlack {
  readonly token: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
  readonly userId: string | undefined;
  readonly teamId: string | undefined;
  readonly apiUrl: string | undefined;
}

export interface Gateway {
  readonly apiKey: string;
  readonly model: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const defaultModel = "openai/gpt-5-mini";

/** A variable, the variables that it needs, and the fix. */
const needs = [
  ["SLACK_BOT_TOKEN", "SLACK_CHANNEL", "set both to stream into your Slack, or neither for the local one"],
  ["SLACK_CHANNEL", "SLACK_BOT_TOKEN", "set both to stream into your Slack, or neither for the local one"],
  ["SLACK_THREAD_TS", "SLACK_BOT_TOKEN", "a thread is of use with your Slack only"],
  ["SLACK_USER_ID", "SLACK_BOT_TOKEN", "a recipient is of use with your Slack only"],
  ["SLACK_TEAM_ID", "SLACK_BOT_TOKEN", "a recipient is of use with your Slack only"],
  ["SLACK_API_URL", "SLACK_BOT_TOKEN", "an API address is of use with a token for it only"],
  ["SLACK_USER_ID", "SLACK_TEAM_ID", "Slack wants the recipient's user and workspace, or neither"],
  ["SLACK_TEAM_ID", "SLACK_USER_ID", "Slack wants the recipient's user and workspace, or neither"],
  ["AI_MODEL", "AI_GATEWAY_API_KEY", "set the key to ask a real model, or neither for the scripted one"],
] as const;

/** Reads the environment. For incomplete settings it returns the problem in one sentence. */
export function readSetup(environment: Environment): Setup | { readonly problem: string } {
  const read = (name: string) => environment[name]?.trim() || undefined;
  for (const [given, needed, advice] of needs) {
    if (read(given) !== undefined && read(needed) === undefined) {
      return { problem: `${given} is set but ${needed} is not: ${advice}.` };
    }
  }
  const token = read("SLACK_BOT_TOKEN");
  const channel = read("SLACK_CHANNEL");
  const apiKey = read("AI_GATEWAY_API_KEY");
  return {
    slack:
      token === undefined || channel === undefined
        ? undefined
        : {
            token,
            channel,
            threadTs: read("SLACK_THREAD_TS"),
            userId: read("SLACK_USER_ID"),
            teamId: read("SLACK_TEAM_ID"),
            apiUrl: read("SLACK_API_URL"),
          },
    gateway: apiKey === undefined ? undefined : { apiKey, model: read("AI_MODEL") ?? defaultModel },
  };
}
