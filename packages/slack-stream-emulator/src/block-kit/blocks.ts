import { isRecord } from "../content/chunks.ts";
import {
  type ElementType,
  elements,
  imageFields,
  plainText,
  richText,
  richTextFields,
  textObject,
} from "./elements.ts";
import {
  byType,
  choice,
  type Fields,
  flag,
  lazy,
  list,
  needsOneOf,
  number,
  object,
  type Problem,
  type Schema,
  text,
} from "./schema.ts";

// Fields and limits: docs.slack.dev/reference/block-kit/blocks, and the types of @slack/types 3.2.

const PICKERS: readonly ElementType[] = [
  "channels_select",
  "checkboxes",
  "conversations_select",
  "datepicker",
  "external_select",
  "multi_channels_select",
  "multi_conversations_select",
  "multi_external_select",
  "multi_static_select",
  "multi_users_select",
  "radio_buttons",
  "static_select",
  "timepicker",
  "users_select",
];
const IN_SECTIONS: readonly ElementType[] = [...PICKERS, "button", "image", "overflow", "workflow_button"];
const IN_ACTIONS: readonly ElementType[] = [
  ...PICKERS,
  "button",
  "datetimepicker",
  "icon_button",
  "overflow",
  "rich_text_input",
  "workflow_button",
];
const IN_INPUTS: readonly ElementType[] = [
  ...PICKERS,
  "datetimepicker",
  "email_text_input",
  "file_input",
  "number_input",
  "plain_text_input",
  "rich_text_input",
  "url_text_input",
];

const image = elements(["image"]);
const rawCell: Readonly<Record<string, Fields>> = {
  raw_text: { needs: { text: text() } },
  raw_number: { needs: { value: number() }, may: { text: text() } },
  rich_text: richTextFields,
};
const cell = byType(rawCell);
const row = list(cell, { max: 20 });
const source = byType({ url: { needs: { url: text(), text: text() } } });

const taskCard: Fields = {
  needs: { task_id: text(), title: text() },
  may: {
    status: choice("pending", "in_progress", "complete", "error"),
    details: richText,
    output: richText,
    sources: list(source, { min: 0 }),
  },
};
const card: Fields = {
  may: {
    hero_image: image,
    icon: image,
    slack_icon: object({ needs: { name: text() }, isOpen: true }),
    title: textObject(150),
    subtitle: textObject(150),
    body: textObject(200),
    actions: list(elements(["button"]), { max: 3 }),
  },
  also: needsOneOf("hero_image", "title", "actions", "body"),
};

const BLOCKS: Readonly<Record<string, Fields>> = {
  actions: { needs: { elements: list(elements(IN_ACTIONS), { max: 25 }) } },
  alert: {
    needs: { text: textObject(3_000) },
    may: { level: choice("default", "info", "warning", "error", "success") },
  },
  call: { needs: { call_id: text() }, isOpen: true },
  card,
  carousel: { needs: { elements: list(byType({ card: withId(card) }), { max: 10 }) } },
  container: {
    needs: { child_blocks: list(lazy(() => inContainers)) },
    may: {
      title: plainText(150),
      rich_text_title: richText,
      subtitle: textObject(150),
      width: choice("narrow", "standard", "wide", "full"),
      icon: image,
      is_collapsible: flag,
      default_collapsed: flag,
      has_header_divider: flag,
    },
  },
  context: { needs: { elements: list(elements(["image"], { texts: 3_000 }), { max: 10 }) } },
  context_actions: {
    needs: { elements: list(elements(["feedback_buttons", "icon_button"]), { max: 5 }) },
  },
  data_table: {
    needs: { rows: list(row, { max: 201 }), caption: text() },
    may: { page_size: number({ min: 1, max: 100 }), row_header_column_index: number({ min: 0 }) },
  },
  divider: {},
  file: { needs: { external_id: text(), source: text() }, isOpen: true },
  header: { needs: { text: plainText(150) }, may: { level: number({ min: 1, max: 6 }) } },
  image: { ...imageFields, may: { ...imageFields.may, title: plainText(2_000) } },
  input: {
    needs: { label: plainText(2_000), element: elements(IN_INPUTS) },
    may: { hint: plainText(2_000), optional: flag, dispatch_action: flag },
  },
  // `msg_too_long` is about the texts of all these blocks together.
  markdown: { needs: { text: text() } },
  plan: {
    needs: { title: text() },
    may: { tasks: list(byType({ task_card: withId(taskCard) }), { min: 0 }) },
  },
  rich_text: richTextFields,
  section: {
    may: {
      text: textObject(3_000),
      fields: list(textObject(2_000), { max: 10 }),
      accessory: elements(IN_SECTIONS),
      expand: flag,
    },
    also: needsOneOf("text", "fields"),
  },
  table: {
    needs: { rows: list(row, { max: 100 }) },
    may: {
      column_settings: list(object({ may: { align: choice("left", "center", "right"), is_wrapped: flag } }), {
        min: 0,
        max: 20,
      }),
    },
  },
  task_card: taskCard,
  video: {
    needs: { alt_text: text(), title: plainText(199), thumbnail_url: text(), video_url: text() },
    may: {
      title_url: text(),
      author_name: text({ max: 49 }),
      provider_name: text(),
      provider_icon_url: text(),
      description: plainText(199),
    },
  },
};

function withId(fields: Fields): Fields {
  return { ...fields, may: { ...fields.may, block_id: text({ max: 255 }) } };
}

function pick(types: readonly string[]): Schema {
  return byType(Object.fromEntries(types.map((type) => [type, withId(BLOCKS[type] ?? {})])));
}

const anyBlock = pick(Object.keys(BLOCKS));
const inContainers = pick([
  "actions",
  "context",
  "divider",
  "file",
  "header",
  "image",
  "input",
  "rich_text",
  "section",
  "table",
  "video",
]);

/** Returns the problems of a list of blocks at a JSON pointer such as `blocks` or `view/blocks`. */
export function findBlockProblems(
  blocks: unknown,
  { pointer, max }: { pointer: string; max: number },
): Problem[] {
  const problems: Problem[] = [];
  list(anyBlock, { min: 0, max })(blocks, pointer, problems);
  if (Array.isArray(blocks)) problems.push(...findDoubledIds(blocks, pointer));
  return problems;
}

function findDoubledIds(blocks: readonly unknown[], pointer: string): Problem[] {
  const seen = new Set<unknown>();
  return blocks.flatMap((block, index) => {
    const id = isRecord(block) ? block.block_id : undefined;
    if (typeof id !== "string") return [];
    const isDoubled = seen.has(id);
    seen.add(id);
    return isDoubled
      ? [{ rule: `\`block_id\` ${id} already exists`, pointer: `${pointer}/${index}/block_id` }]
      : [];
  });
}
