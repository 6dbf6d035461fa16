import { describe, expect, test } from "vitest";
import { scenarios } from "./scenarios.ts";
import { playScenario } from "./scene.ts";

// Everything public that a bot of the Chat SDK does in Slack, once with the published adapter and once with ours: what is left
// in the workspace and what the handlers saw is the same, but for what docs/chat-sdk-scenarios.md lists.

const told = new Map<string, { readonly published: string; readonly ours: string }>();

describe.each(scenarios.map((scenario) => [scenario.title, scenario] as const))("%s", (title, scenario) => {
  test(scenario.differs === undefined ? "leaves the same" : `differs: ${scenario.differs}`, async () => {
    const published = await playScenario(scenario, "published");
    const ours = await playScenario(scenario, "ours");
    told.set(title, { published, ours });
    expect(published).not.toContain("failed:");
    expect(ours).not.toContain("failed:");
    if (scenario.differs === undefined) expect(ours).toBe(published);
    else expect(ours).not.toBe(published);
  });
});

test("the page lists each scenario, and each difference as it is (`vitest -u` writes it anew)", async () => {
  expect(told.size).toBe(scenarios.length);
  await expect(toPage()).toMatchFileSnapshot("../../../../../docs/chat-sdk-scenarios.md");
});

function toPage(): string {
  const rows = scenarios.map(({ differs, title }) => `| ${title} | ${differs ?? "the same"} |`);
  const differences = scenarios
    .filter(({ differs }) => differs !== undefined)
    .map(({ differs, title }) => {
      const { published = "", ours = "" } = told.get(title) ?? {};
      return `## ${title}\n\nOurs: ${differs}.\n\n**As published**\n\n~~~text\n${published}\n~~~\n\n**Ours**\n\n~~~text\n${ours}\n~~~\n`;
    });
  return `# The drop-in, scenario by scenario

What bots of the Chat SDK do in Slack, each done twice with signed requests: with \`@chat-adapter/slack\` as it is published, and with
\`slack-stream-adapter/chat-sdk\`. Compared is all that people can see, and what the bot's handlers saw. Written by
[the tests](../packages/slack-stream-adapter/test/chat-sdk/scenarios/scenarios.ts), which fail if any other difference appears.

| scenario | ours leaves |
| --- | --- |
${rows.join("\n")}

${differences.join("\n")}`;
}
