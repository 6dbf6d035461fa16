import { readFileSync, writeFileSync } from "node:fs";

/**
 * Writes the generated part of a page, which is everything after its mark. With `--check` it writes nothing, and throws
 * if the page differs.
 */
export function keepPage(page: URL, { command, section }: { command: string; section: string }): void {
  const mark = `<!-- From here on written by \`pnpm ${command}\`. -->\n`;
  const now = readFileSync(page, "utf8");
  const [guide = ""] = now.split(mark);
  const text = `${guide}${mark}\n${section}`;
  if (!process.argv.includes("--check")) {
    writeFileSync(page, text);
    console.log(section);
  } else if (text !== now) {
    throw new Error(
      `${page.pathname.split("/").slice(-2).join("/")} is not current: run \`pnpm ${command}\``,
    );
  }
}
