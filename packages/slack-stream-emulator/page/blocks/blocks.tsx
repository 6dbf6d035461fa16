import type { ComponentChildren } from "preact";
import type { MessageView } from "../../src/page/wire.ts";
import { Markdown } from "../text/markdown.tsx";
import { Mrkdwn, TextLink } from "../text/mrkdwn.tsx";
import { Actions, Element } from "./elements.tsx";
import { type Fields, readList, readText, toFields } from "./read.ts";
import { RichTextBlock } from "./rich-text.tsx";

export interface BlockProps {
  readonly block: Fields;
  readonly message: MessageView;
}

export function Blocks({ blocks, message }: { blocks: readonly unknown[]; message: MessageView }) {
  return (
    <div class="blocks">
      {blocks.map(toFields).map((block, index) => {
        const kind = readText(block.type);
        const View = (Object.hasOwn(VIEWS, kind) ? VIEWS[kind] : undefined) ?? Unknown;
        return <View key={index} block={block} message={message} />;
      })}
    </div>
  );
}

const VIEWS: Readonly<Record<string, (props: BlockProps) => ComponentChildren>> = {
  actions: Actions,
  context: ({ block }) => (
    <div class="block context">
      {readList(block.elements).map((element, index) =>
        element.type === "image" ? (
          <Picture key={index} block={element} />
        ) : (
          <TextObject key={index} value={element} />
        ),
      )}
    </div>
  ),
  context_actions: Actions,
  divider: () => <hr />,
  header: ({ block }) => (
    <h3 class="block header">
      <TextObject value={toFields(block.text)} />
    </h3>
  ),
  image: ({ block }) => <Picture block={block} />,
  markdown: ({ block }) => <Markdown text={readText(block.text)} />,
  rich_text: ({ block }) => <RichTextBlock elements={readList(block.elements)} />,
  section: ({ block, message }) => (
    <div class="block section">
      <div>
        <TextObject value={toFields(block.text)} />
        <FieldGrid fields={readList(block.fields)} />
      </div>
      {block.accessory !== undefined && (
        <Element element={toFields(block.accessory)} blockId={readText(block.block_id)} message={message} />
      )}
    </div>
  ),
  table: ({ block }) => <Table rows={Array.isArray(block.rows) ? block.rows : []} />,
};

function FieldGrid({ fields }: { fields: readonly Fields[] }) {
  if (fields.length === 0) return null;
  return (
    <div class="fields">
      {fields.map((field, index) => (
        <TextObject key={index} value={field} />
      ))}
    </div>
  );
}

/** Named, not fetched: the page asks nobody but the emulator. */
function Picture({ block }: { block: Fields }) {
  const url = readText(block.image_url);
  return (
    <span class="block picture">
      <TextLink url={url} label={`Image: ${readText(block.alt_text) || url || "without a name"}`} />
    </span>
  );
}

function Table({ rows }: { rows: readonly unknown[] }) {
  return (
    <div class="markdown">
      <table>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {readList(row).map((cell, column) => (
                <td key={column}>
                  {cell.type === "rich_text" ? (
                    <RichTextBlock elements={readList(cell.elements)} />
                  ) : (
                    readText(cell.text)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Unknown({ block }: BlockProps) {
  return (
    <details class="block unknown">
      <summary>{readText(block.type) || "block"}</summary>
      <pre>{JSON.stringify(block, null, 2)}</pre>
    </details>
  );
}

/** Block Kit's text: plain, or mrkdwn. */
function TextObject({ value }: { value: Fields }) {
  const text = readText(value.text);
  if (text === "") return null;
  return value.type === "mrkdwn" ? <Mrkdwn text={text} /> : <span class="lines">{text}</span>;
}
