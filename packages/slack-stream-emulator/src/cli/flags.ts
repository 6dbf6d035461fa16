import { PRESETS } from "../presets.ts";
import { FAULT_KINDS } from "../protocol/fault-names.ts";
import { VERIFY_FLAGS } from "./verify.ts";

/** The options for `parseArgs`, with their help. */
export const FLAGS = {
  port: { type: "string", value: "N", help: "port to listen on; 0 takes any free one (4010)" },
  host: { type: "string", value: "HOST", help: "address to listen on (127.0.0.1)" },
  "allow-host": {
    type: "string",
    multiple: true,
    value: "NAME",
    help: "host name that clients use beside localhost and addresses, such as a container's",
  },
  preset: {
    type: "string",
    multiple: true,
    value: "NAME",
    help: "a reading of Slack, see below; several add up",
  },
  clock: {
    type: "string",
    value: "KIND",
    help: "real, or manual: it stands still until /control/v1/clock moves it (real)",
  },
  "start-time": {
    type: "string",
    value: "DATE",
    help: "where a manual clock begins, such as 2026-01-01T00:00:00Z (2023-11-14T22:13:20Z)",
  },
  ttl: { type: "string", value: "TIME", help: "life of a stream (5m)" },
  idle: { type: "string", value: "TIME", help: "life of a stream without a call on it (none)" },
  latency: { type: "string", value: "TIME", help: "time before each answer (0ms)" },
  "rate-limits": { type: "string", value: "HOW", help: "off, documented, or a factor such as 0.5 (off)" },
  fault: {
    type: "string",
    multiple: true,
    value: "FAULT",
    help: "breaks a call, see below; several may be given",
  },
  "events-url": { type: "string", value: "URL", help: "where the bot takes Slack's events" },
  "signing-secret": {
    type: "string",
    value: "SECRET",
    help: "what events are signed with (told at the start)",
  },
  event: {
    type: "string",
    multiple: true,
    value: "NAME",
    help: "also sent to the bot, such as reaction_added; several may be given",
  },
  seed: { type: "string", value: "FILE", help: "JSON: teams, apps, users, channels, messages" },
  coverage: { type: "boolean", help: "prints what is emulated of each method" },
  help: { type: "boolean", short: "h", help: "prints this" },
  version: { type: "boolean", short: "v", help: "prints the version" },
} as const;

export function toHelp(): string {
  return [
    "A local Slack for bots that stream: the Web API, a page to watch, and faults to inject.",
    "",
    "  slack-stream-emulator [flags]",
    "  slack-stream-emulator verify [flags]",
    "",
    ...Object.entries(FLAGS).map(([name, flag]) =>
      toRow(`--${name}${"value" in flag ? ` ${flag.value}` : ""}`, flag.help),
    ),
    "",
    "verify tries what this Slack assumes on a live one, by SLACK_VERIFY_TOKEN and SLACK_VERIFY_CHANNEL:",
    ...Object.entries(VERIFY_FLAGS).map(([name, flag]) =>
      toRow(`--${name}${"value" in flag ? ` ${flag.value}` : ""}`, flag.help),
    ),
    "",
    "The page is at /. Tests in any language use the JSON API at /control/v1; /control/v1/openapi.json describes it.",
    "",
    "TIME is a number with ms, s or m: 500ms, 30s, 5m.",
    "FAULT is METHOD=NAME[:VALUE][*TIMES][+SKIP], METHOD may be *:",
    "  --fault chat.appendStream=msg_too_long      the next append is refused with that code",
    "  --fault chat.startStream=slow:2000*3+1      the second to the fourth start take 2 s",
    "",
    "Names of faults; any other name is taken for a code of Slack's:",
    ...FAULT_KINDS.map(({ name, value, summary }) =>
      toRow(value === undefined ? name : `${name}:${value.label}`, summary),
    ),
    "",
    "Names of presets:",
    ...Object.entries(PRESETS).map(([name, { summary }]) => toRow(name, summary)),
  ].join("\n");
}

function toRow(head: string, tail: string): string {
  return `  ${head.padEnd(24)} ${tail}`;
}
