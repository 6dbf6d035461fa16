import type { ComponentChildren } from "preact";
import { toEmoji } from "../text/emoji.ts";
import { TextLink } from "../text/mrkdwn.tsx";
import { type Names, useNames } from "../text/names.ts";
import { type Fields, readList, readText, toFields } from "./read.ts";

export function RichTextBlock({ elements }: { elements: readonly Fields[] }) {
  const names = useNames();
  return (
    <div class="markdown">{elements.map((element, index) => toPart(element, { names, key: index }))}</div>
  );
}

function toPart(element: Fields, { names, key }: { names: Names; key: number }): ComponentChildren {
  const children = readList(element.elements);
  const inside = children.map((child, index) => toInline(child, { names, key: index }));
  switch (element.type) {
    case "rich_text_preformatted":
      return (
        <pre key={key}>
          <code>{inside}</code>
        </pre>
      );
    case "rich_text_quote":
      return (
        <blockquote key={key} class="lines">
          {inside}
        </blockquote>
      );
    case "rich_text_list":
      return (
        <ul key={key}>
          {children.map((child, index) => (
            <li key={index}>
              {readList(child.elements).map((one, at) => toInline(one, { names, key: at }))}
            </li>
          ))}
        </ul>
      );
    default:
      return (
        <p key={key} class="lines">
          {inside}
        </p>
      );
  }
}

function toInline(element: Fields, { names, key }: { names: Names; key: number }): ComponentChildren {
  const text = readText(element.text);
  switch (element.type) {
    case "link":
      return <TextLink key={key} url={readText(element.url)} label={text || readText(element.url)} />;
    case "user":
      return <Mention key={key} name={`@${names.user(readText(element.user_id))}`} />;
    case "channel":
      return <Mention key={key} name={`#${names.channel(readText(element.channel_id))}`} />;
    case "broadcast":
      return <Mention key={key} name={`@${readText(element.range)}`} />;
    case "emoji":
      return toEmoji(readText(element.name));
    default:
      return toStyled(text, toFields(element.style));
  }
}

function Mention({ name }: { name: string }) {
  return <span class="mention">{name}</span>;
}

function toStyled(text: string, style: Fields): ComponentChildren {
  let node: ComponentChildren = text;
  if (style.code === true) node = <code>{node}</code>;
  if (style.bold === true) node = <strong>{node}</strong>;
  if (style.italic === true) node = <em>{node}</em>;
  if (style.strike === true) node = <del>{node}</del>;
  return node;
}
