import { readdirSync, readFileSync } from "node:fs";

const root = new URL("../../../../", import.meta.url);

export const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const listFiles = (folder: string) => readdirSync(new URL(folder, root), { encoding: "utf8" }).toSorted();

export const examples = listFiles("packages/examples/src/")
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length));

/** The pages for users. */
export const pages = [
  "README.md",
  "packages/slack-stream-adapter/README.md",
  "packages/slack-stream-emulator/README.md",
  ...listFiles("docs/guide/").map((file) => `docs/guide/${file}`),
  "docs/agents.md",
  "docs/chat-sdk.md",
  "docs/emulator-events.md",
  "docs/test-your-bot.md",
];

export interface Block {
  readonly page: string;
  readonly line: number;
  readonly code: string;
}

/** The fenced blocks of a language on a page. */
export function toBlocks(page: string, language = "ts"): readonly Block[] {
  const text = read(page);
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, fenced]) => fenced === language)
    .map((match) => ({ page, line: text.slice(0, match.index).split("\n").length, code: match[2] ?? "" }));
}

/** Finds links to files or headings that do not exist in this repository. */
export function findDeadLinks(page: string): readonly string[] {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)[^)]*\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => !isThere(new URL(link, new URL(page, root))));
}

function isThere(url: URL): boolean {
  try {
    const text = readFileSync(url, "utf8");
    return url.hash === "" || toAnchors(text).includes(url.hash);
  } catch (error) {
    return (error as { code?: unknown }).code === "EISDIR";
  }
}

/** The anchors that GitHub makes of headings. */
function toAnchors(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = ""]) =>
      `#${heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-")}`,
  );
}
