import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";

/** Checks the files besides the code in `package.tgz` of the current folder. Prints one line for each problem. */
const place = mkdtempSync(join(tmpdir(), "tarball-"));
try {
  execFileSync("tar", ["-xzf", "package.tgz", "-C", place]);
  const problems = findProblems(join(place, "package"));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  rmSync(place, { recursive: true });
}

function findProblems(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const missing = ["LICENSE", "README.md", "llms.txt", "package.json"].filter(
    (file) => !files.includes(file),
  );
  const pages = files.filter((file) => /\.md$|^llms\.txt$/.test(file));
  const about: { name: string; exports: object } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  return [
    ...missing.map((file) => `${about.name}: ${file} is not in the tarball`),
    ...pages.flatMap((page) =>
      findDeadLinks(folder, page).map((link) => `${about.name}: ${page} links ${link}`),
    ),
    ...(JSON.stringify(about.exports).includes("workspace-source")
      ? [`${about.name}: the condition "workspace-source" is for this workspace alone`]
      : []),
  ];
}

/** Finds links to files that are not in the tarball: relative links, and links to the package on unpkg. */
function findDeadLinks(folder: string, page: string): readonly string[] {
  const text = readFileSync(join(folder, page), "utf8");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    const online = /^https:\/\/unpkg\.com\/slack-stream-\w+@[^/]+\/(.+)$/.exec(link)?.[1];
    if (online === undefined && /^[a-z]+:|^#/.test(link)) return false;
    const [path = ""] = (online ?? join(dirname(page), link)).split("#");
    return !existsSync(join(folder, path));
  });
}
