/** Answers of any length, made of the same repeated pages, as the tokens of a model. */
const page = `## What happened

The deploy of **checkout** failed at 14:02 because the health check of two pods timed out. Nobody outside the team
noticed it: the old version kept serving, and the queue was empty again after *four* minutes. Three things came together.

1. The image was built without the \`--prune\` flag, so it was 1.4 GB in place of 300 MB.
2. The nodes pulled it over the slow link, see [the graph](https://example.com/graphs/pulls?from=14:00).
3. The probe gives up after ten seconds, which was fine as long as images were small.

\`\`\`ts
export async function probe(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return response.ok;
}
\`\`\`

| service | before | after |
|---|---|---|
| checkout | 1.4 GB | 310 MB |
| search | 820 MB | 290 MB |

So the fix is small, and it is on its way: a flag in the build, a longer time for the probe, and an alert on the size of
what we ship. I would not change the nodes for this. If it comes again, roll back first and look for the reason after that.

`;

const tokenCharacters = 4;

export type TextKind = "markdown" | "prose";

/** A source that gives its tokens as fast as they are read. */
export async function* readAtOnce(text: TextKind, characters: number): AsyncGenerator<string> {
  const tokens = pages[text];
  for (let given = 0; given < characters; given += tokenCharacters)
    yield tokens[(given / tokenCharacters) % tokens.length] ?? "";
}

/** One paragraph without a line end, as most short answers are. */
export function toProse(characters: number, each = tokenCharacters): readonly string[] {
  return cut(repeat(sentence, characters), each);
}

export function toMarkdown(characters: number): readonly string[] {
  return cut(repeat(page, characters));
}

const sentence =
  "The old version kept serving while the new one was built, so nobody outside the team saw anything of it at all. ";

const pages = {
  markdown: cut(page.padEnd(Math.ceil(page.length / tokenCharacters) * tokenCharacters, "\n")),
  prose: cut(sentence),
};

function repeat(text: string, characters: number): string {
  return text.repeat(Math.ceil(characters / text.length)).slice(0, characters);
}

function cut(text: string, each = tokenCharacters): readonly string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; at += each) tokens.push(text.slice(at, at + each));
  return tokens;
}
