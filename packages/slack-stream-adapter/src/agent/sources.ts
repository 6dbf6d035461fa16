import { readString } from "../slack/read-property.ts";
import type { SourcePart } from "../source/canonical-parts.ts";
import type { TaskSource } from "../types/index.ts";
import type { AgentUpdate } from "./agent-update.ts";
import { cutText, escapeMarks, toCount, toLine } from "./short-text.ts";
import { toHost } from "./titles.ts";

/** A source of an answer, or a file that came with it. `url` is set if it can be opened. */
export interface Source {
  readonly title: string;
  readonly url?: string | undefined;
  /** `file`: it came with the answer. */
  readonly kind: "source" | "file";
  /** The text cites it. */
  readonly isCited: boolean;
}

const mostSources = 10;
const titleCharacters = 100;
const longestUrl = 2_000;

/** Undefined for a part that names nothing. */
function readSource(part: SourcePart): Source | undefined {
  const url = toUrl(readString(part, "url"));
  const title = toLine(readString(part, "title")) || toLine(readString(part, "filename"));
  const mediaType = readString(part, "mediaType");
  const name = title || ((url && toHost(url)) ?? url) || (mediaType && `File (${mediaType})`);
  return name ? { title: name, url, kind: part.type, isCited: part.isCited === true } : undefined;
}

/** Two links to the same source count as one, even if fragments or tracking parameters differ. */
export function addSource(all: readonly Source[], part: SourcePart): readonly Source[] {
  const source = readSource(part);
  if (source === undefined) return all;
  const known = all.find((one) => toKey(one) === toKey(source));
  if (known !== undefined && (known.isCited || !source.isCited)) return all;
  return [...all.filter((one) => one !== known), { ...source, ...known, isCited: source.isCited }];
}

function toKey({ title, url }: Source): string {
  if (url === undefined) return title;
  const parsed = new URL(url);
  for (const name of [...parsed.searchParams.keys()])
    if (name.startsWith("utm_")) parsed.searchParams.delete(name);
  return toPlace(parsed) + parsed.search;
}

/** One card below the answer. */
export function toSourcesCard(sources: readonly Source[]): readonly AgentUpdate[] {
  const shown = toShown(sources);
  const links = shown.flatMap(({ title, url }): TaskSource[] =>
    url === undefined ? [] : [{ type: "url", text: title, url }],
  );
  const named = shown.flatMap(({ title, url }) => (url === undefined ? [escapeLine(title)] : []));
  const counts = (["source", "file"] as const).flatMap((kind) => {
    const count = sources.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [toCount(count, kind)];
  });
  if (sources.length > mostSources) counts.push(`${mostSources} shown`);
  return [
    {
      type: "task_update",
      id: "sources",
      title: counts.join(", "),
      status: "complete",
      ...(named.length === 0 ? {} : { details: named.join("\n") }),
      ...(links.length === 0 ? {} : { sources: links }),
    },
  ];
}

/** A line of Markdown below the answer. */
export function toFootnotes(sources: readonly Source[]): string {
  const shown = toShown(sources).map(({ title, url }) => {
    const text = escapeMarkdown(title);
    return url === undefined ? text : `[${text}](${url})`;
  });
  const more = sources.length - mostSources;
  const name = sources.every(({ kind }) => kind === "file") ? "Files" : "Sources";
  return `${name}: ${[...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(" · ")}`;
}

/** Returns the first sources, with names that differ. Those that the text cites come first, numbered in the order of the citations. */
function toShown(all: readonly Source[]): readonly Source[] {
  const cited = all.filter(({ isCited }) => isCited);
  const shown = [...cited, ...all.filter(({ isCited }) => !isCited)].slice(0, mostSources);
  const isTwice = ({ title }: Source) => shown.filter((one) => one.title === title).length > 1;
  return shown.map((source, index) => {
    const place = isTwice(source) && source.url !== undefined ? ` (${toPlace(new URL(source.url))})` : "";
    const number = source.isCited ? `${index + 1}. ` : "";
    return {
      ...source,
      title: number + cutText(source.title, titleCharacters) + cutText(place, titleCharacters),
    };
  });
}

function toPlace({ host, pathname }: URL): string {
  return host.replace(/^www\./, "") + pathname.replace(/\/$/, "");
}

/** Escapes a name, so that its Markdown renders as the name. */
function escapeMarkdown(text: string): string {
  return escapeMarks(text)
    .replaceAll(/&(?=#?\w+;)/g, "&amp;")
    .replaceAll("<", "&lt;");
}

/** The same for a name that is a line of its own. */
function escapeLine(text: string): string {
  return escapeMarkdown(text)
    .replace(/^(#{1,6}|[-+>])(?=\s|$)/, "\\$1")
    .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2");
}

/** Returns the address if a browser can open it, without characters that would end the link. */
function toUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > longestUrl || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return undefined;
  return href.replaceAll("(", "%28").replaceAll(")", "%29").replaceAll("|", "%7C");
}
