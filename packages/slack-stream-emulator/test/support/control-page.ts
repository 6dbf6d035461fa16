import { OPERATIONS } from "../../src/control/create-control.ts";
import { TAGS } from "../../src/control/openapi.ts";

const BEGIN = "<!-- operations: written by `pnpm docs:control` -->";
const END = "<!-- end of operations -->";

/** The page with the tables of all operations as they are now. */
export function toControlPage(page: string): string {
  const [head = "", rest = ""] = page.split(BEGIN);
  const [, tail = ""] = rest.split(END);
  return `${head}${BEGIN}\n\n${toTables()}\n\n${END}${tail}`;
}

function toTables(): string {
  return Object.entries(TAGS)
    .map(([tag, description]) => {
      const rows = OPERATIONS.filter((one) => one.tag === tag).map(
        ({ method, path, query, body, summary }) => {
          const fields = [...Object.keys(query?.entries ?? {}), ...toFields(body)].map(
            (name) => `\`${name}\``,
          );
          return `| \`${method} ${path}\` | ${fields.join(", ")} | ${summary} |`;
        },
      );
      return [
        `### ${tag.charAt(0).toUpperCase()}${tag.slice(1)}`,
        "",
        description,
        "",
        "| request | fields | |",
        "|---|---|---|",
        ...rows,
      ].join("\n");
    })
    .join("\n\n");
}

function toFields(body: object | undefined): string[] {
  const entries = body !== undefined && "entries" in body ? body.entries : {};
  return Object.keys(entries ?? {});
}
