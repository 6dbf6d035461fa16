import { readProperty, readString } from "../slack/read-property.ts";
import { toLine } from "./short-text.ts";

/**
 * Returns the name of a tool in words, without its server: `searchDocs`, `run_sql`, `mcp__docs__search` →
 * "Search docs", "Run SQL", "Search".
 */
export function toWords(name: string): string {
  const own = name.split(/__|[./:]/).findLast((piece) => new RegExp("[\\p{L}\\d]", "u").test(piece)) ?? "";
  const words = own
    .replaceAll(new RegExp("([\\p{Ll}\\d])(\\p{Lu})", "gu"), "$1 $2")
    .replaceAll(new RegExp("(\\p{Lu})(\\p{Lu}\\p{Ll})", "gu"), "$1 $2")
    .split(/[\s_-]+/)
    .filter((word) => word !== "")
    .map(spell);
  const text = words.join(" ");
  return text === "" ? "Tool" : text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words that are not written in lower case. */
const spellings =
  "AI API AWS CI CPU CRM CSS CSV DNS DM FAQ GCP HTML HTTP ID IP JSON LLM MCP PDF PR SDK SLA SQL SSH UI URL XML YAML " +
  "GitHub GitLab GraphQL JavaScript LinkedIn OpenAI TypeScript YouTube Google Jira Notion Postgres Slack";

function spell(word: string): string {
  const known = spellings.split(" ").find((spelling) => spelling.toLowerCase() === word.toLowerCase());
  const isAcronym = word.length > 1 && word === word.toUpperCase();
  return known ?? (isAcronym ? word : word.toLowerCase());
}

const subjectCharacters = 80;

/** Names of input fields that hold the subject of a call, in the order of the search. */
const subjects =
  "query q search_query searchQuery url uri href path file_path filePath filename fileName title name question pattern description";

/** Returns the subject of a call: the first short text in such an input field, or the host of an address. */
export function toSubject(input: unknown): string | undefined {
  for (const name of subjects.split(" ")) {
    const text = toLine(readString(input, name));
    const subject = toHost(text) ?? text;
    if (subject !== "" && subject.length <= subjectCharacters) return subject;
  }
  return undefined;
}

/** The host of an address, such as "docs.slack.dev". Undefined for other values. */
export function toHost(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).host.replace(/^www\./, "");
}

/** Returns the progress of a call from a preliminary result: "2,520 of 4,210" or "42 %". */
export function toProgressText(progress: unknown): string | undefined {
  const total = readNumber(progress, "total of max");
  const done = readNumber(progress, "passed done completed processed finished current progress loaded count");
  if (total !== undefined && done !== undefined && total > 0 && done <= total)
    return `${toFigure(done)} of ${toFigure(total)}`;
  const percent = readNumber(progress, "percent percentage");
  return percent !== undefined && percent <= 100 ? `${toFigure(Math.round(percent))} %` : undefined;
}

/** Returns the first of these fields that is a number. */
function readNumber(value: unknown, names: string): number | undefined {
  return names
    .split(" ")
    .map((name) => readProperty(value, name))
    .find((one): one is number => Number.isFinite(one) && (one as number) >= 0);
}

function toFigure(number: number): string {
  return number.toLocaleString("en-US");
}
