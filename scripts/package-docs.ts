import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/**
 * `package-docs.ts write` puts into the package of the current folder what its tarball holds beside the code: the licence, the
 * pages that its users need as `docs/`, an index of them for coding agents as `llms.txt`, and a README whose links work on npm.
 * `package-docs.ts restore` puts the README back. Run by `prepack` and `postpack`; git ignores what is written.
 */
const root = fileURLToPath(new URL("..", import.meta.url));

/** The pages of each package, relative to the repository, in the order of the index. */
const pagesOf: Readonly<Record<string, readonly string[]>> = {
  "slack-stream-adapter": [
    "README.md",
    ...guide(
      "getting-started",
      "sources",
      "options",
      "push-text",
      "receipt-and-events",
      "failures",
      "choosing-a-transport",
      "bolt",
      "from-say-stream",
      "serverless",
      "crash-and-shutdown",
    ),
    ...others("docs/guide"),
    "docs/agents.md",
    "docs/chat-sdk.md",
    "docs/chat-sdk-scenarios.md",
    "docs/test-your-bot.md",
    "docs/three-ways.md",
    "docs/performance.md",
    "docs/slack-facts.md",
    ...others("docs/api"),
  ],
  "slack-stream-emulator": [
    "docs/test-your-bot.md",
    ...others("docs").filter((path) => path.startsWith("docs/emulator-")),
    "docs/slack-facts.md",
  ],
};

const images = others("docs/images");

interface Package {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly repository?: { readonly url: string } | string;
}

const [action] = process.argv.slice(2);
const folder = process.cwd();
const readme = join(folder, "README.md");
/** The README of the repository, while the packed README replaces it. */
const kept = join(folder, ".README.kept.md");

if (action === "write") write();
else if (action === "restore") restore();
else throw new RangeError(`package-docs.ts takes write or restore, got ${String(action)}`);

function write(): void {
  // An interrupted run has left it.
  restore();
  const about: Package = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const pages = [...new Set(pagesOf[about.name])];
  rmSync(join(folder, "docs"), { recursive: true, force: true });
  for (const page of pages) {
    const target = join(folder, toPacked(page));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, relink(page, { about, pages, toLink: (path) => relativeTo(toPacked(page), path) }));
  }
  const own = relative(root, readme);
  const said = [own, ...pages].map(readPage).join("\n");
  for (const image of images.filter(
    (path) => posix.extname(path) !== "" && said.includes(posix.basename(path)),
  ))
    cpSync(join(root, image), join(folder, image), { recursive: true });
  writeFileSync(join(folder, "llms.txt"), toIndex(about, pages));
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));

  const online = `https://unpkg.com/${about.name}@${about.version}/`;
  const text = relink(own, { about, pages, toLink: (path) => `${online}${path}` });
  renameSync(readme, kept);
  writeFileSync(readme, text);
}

function restore(): void {
  if (existsSync(kept)) renameSync(kept, readme);
}

interface Relinking {
  readonly about: Package;
  readonly pages: readonly string[];
  /** Makes a link from a path in the tarball. */
  readonly toLink: (path: string) => string;
}

/**
 * Returns a page with links to pages of the tarball, or otherwise to the repository. Without a repository address such links become text.
 */
function relink(page: string, { about, pages, toLink }: Relinking): string {
  return readPage(page).replace(/(!?)\[([^\]]*)\]\((?!https?:|#)([^)\s]+)\)/g, (_, mark, words, link) => {
    const [path = "", hash] = String(link).split("#");
    const target = posix.normalize(posix.join(posix.dirname(page), path)).replace(/\/$/, "");
    const anchor = hash === undefined ? "" : `#${hash}`;
    if (pages.includes(target) || images.includes(target))
      return `${mark}[${words}](${toLink(toPacked(target))}${anchor})`;
    const repository = toRepository(about);
    if (repository !== undefined) return `${mark}[${words}](${repository}/blob/main/${target}${anchor})`;
    return mark === "!" ? "" : `${words} (\`${target}\` of the repository)`;
  });
}

/** The README of the repository is the first page of the guide. */
function toPacked(page: string): string {
  return page === "README.md" ? "docs/README.md" : page;
}

function relativeTo(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to);
}

function toRepository({ repository }: Package): string | undefined {
  const url = typeof repository === "string" ? repository : repository?.url;
  return url?.replace(/^git\+/, "").replace(/\.git$/, "");
}

/** Makes the index that https://llmstxt.org describes. */
function toIndex({ name, description }: Package, pages: readonly string[]): string {
  const rows = pages.map((page) => {
    const text = readPage(page);
    const title = page.startsWith("docs/api/") ? toEntryName(page) : (/^# (.+)$/m.exec(text)?.[1] ?? page);
    const said =
      /^(?!#|!\[|```|\||<|-|\d)(\S[\s\S]*?)(?:[.:](?=\s)|\n\n)/m.exec(text.replace(/^# .+$/m, ""))?.[1] ?? "";
    const plain = said.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\s+/g, " ");
    return `- [${title}](${toPacked(page)})${plain === "" ? "" : `: ${plain}`}`;
  });
  return `# ${name}\n\n> ${description}\n\nThe pages are in this package, so they say what holds for the version that is installed.\n\n## Docs\n\n${rows.join("\n")}\n`;
}

function toEntryName(page: string): string {
  const entry = posix.basename(page, ".md");
  return `API reference of slack-stream-adapter${entry === "README" ? "" : `/${entry}`}`;
}

function readPage(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

function guide(...names: readonly string[]): readonly string[] {
  return names.map((name) => `docs/guide/${name}.md`);
}

/** All files of a folder, without folders. */
function others(path: string): readonly string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => `${path}/${name}`);
}
