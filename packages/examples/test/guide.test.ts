import { expect, test } from "vitest";
import { findDeadLinks, findHomes, guide, read, toBlocks } from "./support/pages.ts";
import { typeCheck } from "./support/type-check.ts";

const facts = read("docs/slack-facts.md");
const text = (name: string) => read(`docs/guide/${name}.md`);
const types = ["types/options.ts", "types/receipt.ts", "types/events.ts", "types/agent.ts", "errors.ts"]
  .map((file) => read(`packages/slack-stream-adapter/src/${file}`))
  .join("\n");

test("code in the guide is a part of an example, or compiles", () => {
  const blocks = guide.flatMap((page) => toBlocks(page));
  expect(blocks.length).toBeGreaterThan(10);
  const wrong = { page: "page.md", line: 7, code: "const ts: number = 1;\nconst name: number = channel;\n" };
  const others = blocks.filter((block) => findHomes(block).length === 0);
  expect(typeCheck([...others, wrong])).toEqual([
    "page.md:9 Type 'string' is not assignable to type 'number'.",
  ]);
}, 60_000);

test.each(guide)("%s: what it links and cites is there", (page) => {
  expect(findDeadLinks(page)).toEqual([]);
  const cited = [...read(page).matchAll(/\bS\d+\b/g)].map(([fact]) => fact);
  expect(cited.filter((fact) => !facts.includes(`| ${fact} |`))).toEqual([]);
});

test("the README links every page of the guide", () => {
  expect(guide.filter((page) => !read("README.md").includes(`(${page})`))).toEqual([]);
});

test("the guide's examples can be run", () => {
  const named = guide.flatMap((page) => [...read(page).matchAll(/pnpm@12 examples ([a-z-]+)/g)]);
  expect(named.length).toBeGreaterThan(5);
  for (const [, name] of named) expect(read(`packages/examples/src/${name}.ts`)).not.toBe("");
});

test("the table of options tells every option, and no other", () => {
  const options = ["Stream", "Agent"].flatMap((name) => fieldsOf(`${name}Options`));
  expect(firstColumn(text("options"), "option").toSorted()).toEqual(options.toSorted());
});

test("the tables of the receipt, its segments and the events are whole", () => {
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

test("the table of codes is whole", () => {
  expect(firstColumn(text("failures"), "code").toSorted()).toEqual(
    unionOf("SlackStreamErrorCode").toSorted(),
  );
});

test("the manifest asks for what the page says that it is for, and for nothing else", () => {
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
