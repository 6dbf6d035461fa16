import { test } from "vitest";
import { corpus } from "../laws/corpus.ts";
import { createShower } from "../laws/shower.ts";
import { expectGolden } from "../support/golden.ts";
import { sample } from "../support/thorough.ts";

// What is held back and shown together, character by character. Written anew by `THOROUGH=1 vitest run -u --project adapter test/golden/holds`.

const documents: Readonly<Record<string, string>> = {
  ...corpus,
  "false starts":
    "-5 degrees\n#hashtag\n+1 vote\n1.5 times\n|pipe\n>quote\n~tilde\n``two``\n    code\n\t\ttab\n= x\n: y\n...\n",
  "heads of tables":
    "a | b\n\n| a | b |\n|---|:-:|\n| **x | `y` |\n| z\n\n| not | a head |\ntext **bold\n| a |\n| - |\n| b |\n",
  "fence in a fence":
    "````md\n```js\nx **y\n```\n````\n\n> ```\n> a **b\nout **of** it\n\n- ```\n  in it\nout **of** it\n",
  "lone returns": "a **b\rc** d\r\r- e\r\n\r\n```\rf\r```\rg **h\r\ni** j",
  mentions: "by <@U123> and <!here|here> and <https://e.com|a **b** c>, &amp; &lt; a < b\n<#C1|x\n<!",
  "long lines": `${"word ".repeat(60)}**${"bold ".repeat(60)}** and [${"text ".repeat(60)}](https://e.com)\n${"- ".repeat(120)}x\n${"| cell ".repeat(60)}|\n${"|---".repeat(60)}|\n`,
};

test("marks are held back until their meaning is known", async () => {
  const sections = sample(Object.entries(documents)).map(([name, text]) => [name, toHolds(text)]);
  await expectGolden(new URL("./holds.txt", import.meta.url), Object.fromEntries(sections));
});

/** The text with `⟦` and `⟧` around what was held and then shown together, and behind `⏐` what is held at the end. */
function toHolds(text: string): string {
  const shower = createShower();
  let shown = "";
  for (const character of text) {
    const out = shower.push(character);
    shown += out.length > character.length ? `⟦${out}⟧` : out;
  }
  return `${showReturns(shown)}⏐${showReturns(shower.end())}`;
}

function showReturns(text: string): string {
  return text.replaceAll("\r", "␍").replaceAll("\t", "␉");
}
