import { COVERAGE, EVENT_COVERAGE, type EventCoverage, type MethodCoverage } from "../../src/index.ts";

/** Makes `docs/emulator-coverage.md` from the manifests, which tests compare with the code. */
export function toCoveragePage(): string {
  const families = new Map<string, MethodCoverage[]>();
  for (const one of COVERAGE) {
    const family = one.method.slice(0, one.method.indexOf("."));
    families.set(family, [...(families.get(family) ?? []), one]);
  }
  const partial = COVERAGE.filter(({ status }) => status === "partial").length;
  return [
    "# What the emulator answers",
    "",
    "Written by `pnpm docs:coverage` from the code; edits are lost. `npx slack-stream-emulator --coverage` prints the same.",
    "",
    `${COVERAGE.length} methods. Each gives Slack's refusals by its own rules; every other code can be scripted with \`failNext\`.`,
    `${partial} leave something out, as the last column says. Facts are rows of [slack-facts.md](slack-facts.md).`,
    ...[...families].flatMap(([family, methods]) => [
      "",
      `## ${family}`,
      "",
      "| method | refuses by itself | facts | left out |",
      "|---|---|---|---|",
      ...methods.map(toMethodRow),
    ]),
    "",
    "## Events and interactions",
    "",
    "Sent to a bot over HTTP or Socket Mode by the methods of `connectBot()`; see [emulator-events.md](emulator-events.md).",
    "",
    "| what Slack sends | method | facts | left out |",
    "|---|---|---|---|",
    ...EVENT_COVERAGE.map(toEventRow),
    "",
  ].join("\n");
}

function toMethodRow({ method, errors, facts, disputed, notes = "" }: MethodCoverage): string {
  const all = [...facts, ...disputed.map((fact) => `${fact} (disputed)`)];
  return `| \`${method}\` | ${errors.map((error) => `\`${error}\``).join(", ")} | ${all.join(", ")} | ${notes} |`;
}

function toEventRow({ event, sentBy, facts, notes = "" }: EventCoverage): string {
  return `| ${event} | \`${sentBy}\` | ${facts.join(", ")} | ${notes} |`;
}
