import { expect, test } from "vitest";
import { read, toBlocks } from "./support/pages.ts";

const text = (name: string) => read(`docs/guide/${name}.md`);
const types = ["types/options.ts", "types/receipt.ts", "types/events.ts", "types/agent.ts", "errors.ts"]
  .map((file) => read(`packages/slack-stream-adapter/src/${file}`))
  .join("\n");

test("the tables of options, one of them on the page on agents, list every option and no other", () => {
  const options = ["Stream", "Agent"].flatMap((name) => fieldsOf(`${name}Options`));
  const told = [text("options"), read("docs/agents.md")].flatMap((page) => firstColumn(page, "option"));
  expect([...new Set(told)].toSorted()).toEqual(options.toSorted());
});

test("the tables of the receipt, its segments and the events are complete", () => {
  const page = text("receipt-and-events");
  const fields = [...fieldsOf("StreamReceipt"), ...fieldsOf("StreamSegment")];
  expect(firstColumn(page, "field").toSorted()).toEqual(fields.toSorted());
  expect(firstColumn(page, "outcome").toSorted()).toEqual([...unionOf("StreamOutcome"), "failed"].toSorted());
  expect(firstColumn(page, "`ended`").toSorted()).toEqual(unionOf("SegmentEnd").toSorted());
  const told = /export type StreamEvent =([\s\S]*?)\n\n/.exec(types)?.[1] ?? "";
  expect(firstColumn(page, "event")).toEqual(
    [...told.matchAll(/type: "([a-z-]+)"/g)].map(([, type]) => type),
  );
});

test("the table of codes is complete", () => {
  expect(firstColumn(text("failures"), "code").toSorted()).toEqual(
    unionOf("SlackStreamErrorCode").toSorted(),
  );
});

test("the manifest requests exactly the scopes and events that the page explains", () => {
  const page = text("getting-started");
  const manifest = JSON.parse(toBlocks("docs/guide/getting-started.md", "json")[0]?.code ?? "");
  const asked = [...manifest.oauth_config.scopes.bot, ...manifest.settings.event_subscriptions.bot_events];
  const told = firstColumn(page, "in the manifest");
  const kin = ["groups:history", "mpim:history"]; // "and its kin"
  expect([...told.filter((name) => name !== "agent_view"), ...kin].toSorted()).toEqual(asked.toSorted());
  expect(manifest.features).toHaveProperty("agent_view");
});

/** The names in the first column of the tables with this heading. */
function firstColumn(page: string, heading: string): readonly string[] {
  const tables = page.split("\n\n").filter((part) => part.startsWith(`| ${heading} |`));
  expect(tables.length).toBeGreaterThan(0);
  return tables.flatMap((table) =>
    table
      .split("\n")
      .slice(2)
      .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)),
  );
}

function fieldsOf(name: string): readonly string[] {
  const body = new RegExp(`export interface ${name} (?:extends \\w+ )?\\{([\\s\\S]*?)\\n\\}`).exec(
    types,
  )?.[1];
  return [...(body ?? "").matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, field = ""]) => field);
}

function unionOf(name: string): readonly string[] {
  const body = new RegExp(`export type ${name} =([\\s\\S]*?);`).exec(types)?.[1] ?? "";
  return [...body.matchAll(/"([a-z-]+)"/g)].map(([, member = ""]) => member);
}
