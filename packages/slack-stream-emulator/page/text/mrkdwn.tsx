import type { ComponentChildren } from "preact";
import { toEmoji } from "./emoji.ts";
import { type Names, toMention, useNames } from "./names.ts";

/** Slack's older markup: what people type, and the `text` of posts and edits (S179). */
export function Mrkdwn({ text }: { text: string }) {
  const names = useNames();
  const parts = text.split(/```\n?([\s\S]*?)```/);
  return (
    <div class="markdown">
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <pre key={index}>
            <code>{toPlain(part)}</code>
          </pre>
        ) : (
          part.trim() !== "" && (
            <p key={index} class="lines">
              {toInline(part.trim(), names)}
            </p>
          )
        ),
      )}
    </div>
  );
}

const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<!\w)\*([^*\n]+)\*(?!\w)|(?<!\w)_([^_\n]+)_(?!\w)|(?<!\w)~([^~\n]+)~(?!\w)|:([a-z0-9_+-]{1,40}):/g;

function toInline(text: string, names: Names): ComponentChildren[] {
  const nodes: ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(toPlain(text.slice(end, match.index)), toNode(match, names));
    end = match.index + match[0].length;
  }
  return [...nodes, toPlain(text.slice(end))];
}

function toNode(match: RegExpMatchArray, names: Names): ComponentChildren {
  const [whole, code, angled, bold, italic, struck, emoji] = match;
  if (code !== undefined) return <code>{toPlain(code)}</code>;
  if (angled !== undefined) return toAngled(angled, names) ?? whole;
  if (bold !== undefined) return <strong>{toInline(bold, names)}</strong>;
  if (italic !== undefined) return <em>{toInline(italic, names)}</em>;
  if (struck !== undefined) return <del>{toInline(struck, names)}</del>;
  return emoji === undefined ? whole : toEmoji(emoji);
}

function toAngled(inside: string, names: Names): ComponentChildren {
  const mention = toMention(inside, names);
  if (mention !== undefined) return <span class="mention">{mention}</span>;
  const [url = "", label] = inside.split("|");
  return /^(https?|mailto):/i.test(url) ? <TextLink url={url} label={label ?? url} /> : undefined;
}

export function TextLink({ url, label }: { url: string; label: string }) {
  if (!/^(https?|mailto):/i.test(url)) return <span>{label}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {toPlain(label)}
    </a>
  );
}

function toPlain(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
