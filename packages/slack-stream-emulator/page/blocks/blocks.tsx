import type { ComponentChildren } from "preact";
import type { MessageView } from "../../src/page/wire.ts";
import { Markdown } from "../text/markdown.tsx";
import { Link, Mrkdwn } from "../text/mrkdwn.tsx";
import { Actions, Element } from "./elements.tsx";
import { type Fields, toFields, toList, toText } from "./read.ts";
import { RichText } from "./rich-text.tsx";

export interface BlockProps {
  readonly block: Fields;
  readonly message: MessageView;
}

export function Blocks({ blocks, message }: { blocks: readonly unknown[]; message: MessageView }) {
  return (
    <div class="blocks">
      {blocks.map(toFields).map((block, index) => {
        const kind = toText(block.type);
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
      {toList(block.elements).map((element, index) =>
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
  markdown: ({ block }) => <Markdown text={toText(block.text)} />,
  rich_text: ({ block }) => <RichText elements={toList(block.elements)} />,
  section: ({ block, message }) => (
    <div class="block section">
      <div>
        <TextObject value={toFields(block.text)} />
        <FieldGrid fields={toList(block.fields)} />
      </div>
      {block.accessory !== undefined && (
        <Element element={toFields(block.accessory)} blockId={toText(block.block_id)} message={message} />
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
  const url = toText(block.image_url);
  return (
    <span class="block picture">
      <Link url={url} label={`Image: ${toText(block.alt_text) || url || "without a name"}`} />
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
              {toList(row).map((cell, column) => (
                <td key={column}>
                  {cell.type === "rich_text" ? (
                    <RichText elements={toList(cell.elements)} />
                  ) : (
                    toText(cell.text)
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
      <summary>{toText(block.type) || "block"}</summary>
      <pre>{JSON.stringify(block, null, 2)}</pre>
    </details>
  );
}

/** Block Kit's text: plain, or mrkdwn. */
function TextObject({ value }: { value: Fields }) {
  const text = toText(value.text);
  if (text === "") return null;
  return value.type === "mrkdwn" ? <Mrkdwn text={text} /> : <span class="lines">{text}</span>;
}
