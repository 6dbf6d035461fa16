/** Writes docs/three-ways.md: the same bot with Bolt's helper, with the Chat SDK and with this library, and the thread of each. */
import { readFileSync } from "node:fs";
import { keepPage } from "../side-by-side/keep-page.ts";
import { type Outcome, playScene } from "../side-by-side/run-scene.ts";
import { type Scene, scenes } from "../side-by-side/script.ts";
import { measures, shorten } from "../side-by-side/to-page.ts";
import { ways } from "./bots.ts";

const silence: Scene = {
  title: "A silence",
  story:
    "The model says 300 characters (Slack's helper holds 256 back), its tool works for seven minutes, and the answer follows.",
  lines: [
    `${"I am looking through the archive of contracts. ".repeat(7)}\n\n`,
    { silenceMs: 420_000 },
    "Found it: the contract was signed in **May**.",
  ],
};
const titles = ["A fault", "A long answer"];
const played = [silence, ...scenes.filter(({ title }) => titles.includes(title))];

const parts: string[] = [];
for (const scene of played) {
  const outcomes: Outcome[] = [];
  for (const way of ways) {
    outcomes.push(
      await playScene(scene, async ({ slack, clock, source }) => {
        const answer = async function* () {
          for await (const item of source()) if (typeof item === "string") yield item;
        };
        const thrown = await way.ask({ slack, clock, answer });
        if (thrown !== undefined) throw thrown;
      }),
    );
  }
  parts.push(toPart(scene, outcomes));
}

keepPage(new URL("../../../../docs/three-ways.md", import.meta.url), {
  command: "three-ways",
  section: [toCode(), ...parts].join("\n"),
});

function toCode(): string {
  const bots = ways.map(({ name, file }) => {
    const code = readFileSync(new URL(file, import.meta.url), "utf8").replace(/^\/\*\*.*\n/, "");
    return `**${name}**, ${code.trim().split("\n").length} lines\n\n~~~ts\n${code}~~~\n`;
  });
  return `## The bot, three times\n\n\`answer(question)\` gives the texts of a model as they come.\n\n${bots.join("\n")}`;
}

function toPart({ title, story }: Scene, outcomes: readonly Outcome[]): string {
  const names = ways.map(({ name }) => name).join(" | ");
  const rows = measures.map(({ name, of }) => `| ${name} | ${outcomes.map(of).join(" | ")} |`);
  const threads = outcomes.map(
    ({ thread }, index) => `**What ${ways[index]?.name} leaves**\n\n~~~text\n${shorten(thread)}\n~~~\n`,
  );
  return `## ${title}

${story}

| | ${names} |
| --- | --- | --- | --- |
${rows.join("\n")}

${threads.join("\n")}`;
}
