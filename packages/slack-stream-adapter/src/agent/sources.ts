import { readProperty, readString } from "../slack/read-property.ts";
import type { StreamPart, TaskSource } from "../types/index.ts";
import type { Meaning } from "./meaning.ts";
import { cutText } from "./short-text.ts";

/** Something that an answer rests on, or a file that came with it; `url` where it can be opened. */
export interface Source {
  readonly title: string;
  readonly url?: string | undefined;
}

const mostSources = 10;
const titleCharacters = 100;
const longestUrl = 2_000;

/** A `source`, `source-url`, `source-document` or `file` part. */
export function readSourcePart(part: StreamPart): Source | undefined {
  const url = toUrl(readString(part, "url"));
  const title = readString(part, "title")?.trim() || readString(part, "filename")?.trim();
  if (title !== undefined && title !== "") return { title, url };
  if (url !== undefined) return { title: toHost(url), url };
  const mediaType = readString(part, "mediaType") ?? readString(readProperty(part, "file"), "mediaType");
  return mediaType === undefined ? undefined : { title: `File (${mediaType})` };
}

/** The same source named twice is one. */
export function addSource(sources: readonly Source[], source: Source): readonly Source[] {
  const isSame = (one: Source) =>
    one.url === source.url && (source.url !== undefined || one.title === source.title);
  return sources.some(isSame) ? sources : [...sources, source];
}

/** One card below the answer. */
export function toSourcesCard(sources: readonly Source[]): readonly Meaning[] {
  const shown = sources.slice(0, mostSources);
  const links = shown.flatMap(({ title, url }): TaskSource[] =>
    url === undefined ? [] : [{ type: "url", text: cutText(title, titleCharacters), url }],
  );
  const named = shown.flatMap(({ title, url }) =>
    url === undefined ? [cutText(title, titleCharacters)] : [],
  );
  const details = [...named, ...toRest(sources)].join("\n");
  return [
    {
      type: "chunk",
      chunk: {
        type: "task_update",
        id: "sources",
        title: sources.length === 1 ? "1 source" : `${sources.length} sources`,
        status: "complete",
        ...(details === "" ? {} : { details }),
        ...(links.length === 0 ? {} : { sources: links }),
      },
    },
  ];
}

/** A line of Markdown below the answer. */
export function toFootnotes(sources: readonly Source[]): string {
  const shown = sources.slice(0, mostSources).map(({ title, url }) => {
    const text = cutText(title, titleCharacters).replaceAll(/[[\]\\`*_<>]/g, "");
    return url === undefined ? text : `[${text}](${url})`;
  });
  return `Sources: ${[...shown, ...toRest(sources)].join(" · ")}`;
}

function toRest(sources: readonly Source[]): readonly string[] {
  const more = sources.length - mostSources;
  return more > 0 ? [`and ${more} more`] : [];
}

/** Only what a browser opens, and nothing that would end the link around it. */
function toUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > longestUrl || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return undefined;
  return href.replaceAll("(", "%28").replaceAll(")", "%29").replaceAll("|", "%7C");
}

function toHost(url: string): string {
  return new URL(url).host;
}
