import type { SlackEmulator } from "../emulator.ts";
import type { Listening } from "../interfaces/http-server.ts";

interface Place extends Pick<Listening, "url" | "apiUrl"> {
  readonly events: { readonly url: string; readonly signingSecret: string } | undefined;
}

/** The settings that a bot in any language needs, and the address of the page. */
export function toWelcome(
  { token, directory }: Pick<SlackEmulator, "token" | "directory">,
  { url, apiUrl, events }: Place,
): string {
  const people = [...directory.users.values()].filter((user) => !user.isBot);
  const list = (entries: Iterable<{ id: string; name: string }>) =>
    [...entries].map(({ id, name }) => `${id} (${name})`).join(", ");
  const rows: [string, string][] = [
    ["Page", `${url}/`],
    ["Web API", apiUrl],
    ["Control", `${url}/control/v1/ for tests in any language`],
    ["Token", token],
    ["Channels", list(directory.channels.values())],
    ["People", `${list(people)}, of ${list(directory.teams.values())}`],
    [
      "Events",
      events === undefined
        ? `by Socket Mode with ${directory.mainApp.appToken}; --events-url sends them over HTTP`
        : toEventsLine(events),
    ],
    ["Node", `new WebClient("${token}", { slackApiUrl: "${apiUrl}" })`],
    ["Python", `WebClient(token="${token}", base_url="${apiUrl}")`],
    ["Go", `slack.New("${token}", slack.OptionAPIURL("${apiUrl}"))`],
  ];
  return [
    "A local Slack is running; Ctrl-C ends it.",
    "",
    ...rows.map(([label, value]) => `  ${label.padEnd(10)} ${value}`),
    "",
  ].join("\n");
}

function toEventsLine({ url, signingSecret }: NonNullable<Place["events"]>): string {
  return `to ${url}, signed with ${signingSecret}`;
}
