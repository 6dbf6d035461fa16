import {
  allowed,
  byType,
  choice,
  type Fields,
  flag,
  lazy,
  list,
  needsOneOf,
  number,
  object,
  type Schema,
  text,
} from "./schema.ts";

// Fields and limits: docs.slack.dev/reference/block-kit, elements and composition objects.

const LONGEST_ID = 255;

function plainFields(max: number): Fields {
  return { needs: { text: text({ max }) }, may: { emoji: flag } };
}

/** Text without markup. */
export function plainText(max: number): Schema {
  return byType({ plain_text: plainFields(max) });
}

function mrkdwnFields(max: number): Fields {
  return { needs: { text: text({ max }) }, may: { verbatim: flag } };
}

/** Text with or without markup. */
export function textObject(max: number): Schema {
  return allowed(byType({ plain_text: plainFields(max), mrkdwn: mrkdwnFields(max) }));
}

const option = object({
  needs: { text: textObject(75), value: text({ max: 150 }) },
  may: { description: textObject(75), url: text({ max: 3_000 }) },
});
const optionGroup = object({ needs: { label: plainText(75), options: list(option, { max: 100 }) } });
const confirm = object({
  needs: { title: plainText(100), text: textObject(300), confirm: plainText(30), deny: plainText(30) },
  may: { style: choice("primary", "danger") },
});
const slackFile = object({ may: { id: text(), url: text() }, also: needsOneOf("id", "url") });
const dispatchConfig = object({
  may: { trigger_actions_on: list(choice("on_enter_pressed", "on_character_entered")) },
});
const filter = object({
  may: {
    include: list(choice("im", "mpim", "private", "public")),
    exclude_external_shared_channels: flag,
    exclude_bot_users: flag,
  },
});

const actionId = text({ max: LONGEST_ID });
const acting = { action_id: actionId };
const confirming = { ...acting, confirm };
const focusing = { ...confirming, focus_on_load: flag };
const placing = { ...focusing, placeholder: plainText(150) };
const typing = {
  action_id: actionId,
  dispatch_action_config: dispatchConfig,
  focus_on_load: flag,
  initial_value: text({ min: 0 }),
  placeholder: plainText(150),
};
const style = choice("primary", "danger");
const label = text({ max: 75 });
const items = { max_selected_items: number({ min: 1 }) };
const ids = list(text());

export const imageFields: Fields = {
  needs: { alt_text: text({ max: 2_000 }) },
  may: { image_url: text({ max: 3_000 }), slack_file: slackFile },
  also: needsOneOf("image_url", "slack_file"),
  // Fields that Slack adds when it stores an element are ignored when they are sent back.
  isOpen: true,
};

const button: Fields = {
  needs: { text: plainText(75) },
  may: {
    ...confirming,
    url: text({ max: 3_000 }),
    value: text({ max: 2_000 }),
    style,
    accessibility_label: label,
  },
};
const withOptions: Fields = {
  may: {
    options: list(option, { max: 100 }),
    option_groups: list(optionGroup, { max: 100 }),
  },
  also: needsOneOf("options", "option_groups"),
};
const feedbackButton = object({
  needs: { text: plainText(75), value: text({ max: 2_000 }) },
  may: { accessibility_label: label },
});

const ELEMENTS = {
  button,
  channels_select: { may: { ...placing, initial_channel: text(), response_url_enabled: flag } },
  checkboxes: {
    needs: { options: list(option, { max: 10 }) },
    may: { ...focusing, initial_options: list(option) },
  },
  conversations_select: {
    may: {
      ...placing,
      initial_conversation: text(),
      default_to_current_conversation: flag,
      filter,
      response_url_enabled: flag,
    },
  },
  datepicker: { may: { ...placing, initial_date: text() } },
  datetimepicker: { may: { ...focusing, initial_date_time: number() } },
  email_text_input: { may: typing },
  external_select: { may: { ...placing, initial_option: option, min_query_length: number({ min: 0 }) } },
  feedback_buttons: {
    needs: { positive_button: feedbackButton, negative_button: feedbackButton },
    may: acting,
  },
  file_input: { may: { ...acting, filetypes: ids, max_files: number({ min: 1, max: 10 }) } },
  icon_button: {
    needs: { icon: text(), text: plainText(75) },
    may: { ...confirming, value: text({ max: 2_000 }), accessibility_label: label, visible_to_user_ids: ids },
  },
  image: imageFields,
  multi_channels_select: { may: { ...placing, ...items, initial_channels: ids } },
  multi_conversations_select: {
    may: { ...placing, ...items, initial_conversations: ids, default_to_current_conversation: flag, filter },
  },
  multi_external_select: {
    may: { ...placing, ...items, initial_options: list(option), min_query_length: number({ min: 0 }) },
  },
  multi_static_select: {
    ...withOptions,
    may: { ...withOptions.may, ...placing, ...items, initial_options: list(option) },
  },
  multi_users_select: { may: { ...placing, ...items, initial_users: ids } },
  number_input: {
    needs: { is_decimal_allowed: flag },
    may: { ...typing, min_value: text(), max_value: text() },
  },
  overflow: { needs: { options: list(option, { max: 5 }) }, may: confirming },
  plain_text_input: {
    may: {
      ...typing,
      multiline: flag,
      min_length: number({ min: 0, max: 3_000 }),
      max_length: number({ min: 1, max: 3_000 }),
    },
  },
  radio_buttons: {
    needs: { options: list(option, { max: 10 }) },
    may: { ...focusing, initial_option: option },
  },
  rich_text_input: {
    may: { ...typing, initial_value: lazy(() => richText) },
  },
  static_select: { ...withOptions, may: { ...withOptions.may, ...placing, initial_option: option } },
  timepicker: { may: { ...placing, initial_time: text(), timezone: text() } },
  url_text_input: { may: typing },
  users_select: { may: { ...placing, initial_user: text() } },
  workflow_button: {
    needs: {
      text: plainText(75),
      workflow: object({
        needs: {
          trigger: object({
            needs: { url: text() },
            may: {
              customizable_input_parameters: list(
                object({ needs: { name: text(), value: text({ min: 0 }) } }),
              ),
            },
          }),
        },
      }),
    },
    may: { ...acting, style, accessibility_label: label },
  },
} as const satisfies Readonly<Record<string, Fields>>;

export type ElementType = keyof typeof ELEMENTS;

/** Elements of these types, and text objects where `texts` gives their limit. */
export function elements(types: readonly ElementType[], { texts }: { texts?: number } = {}): Schema {
  const fields: Record<string, Fields> = {};
  for (const type of types) fields[type] = ELEMENTS[type];
  if (texts !== undefined)
    Object.assign(fields, { plain_text: plainFields(texts), mrkdwn: mrkdwnFields(texts) });
  return byType(fields);
}

const textStyle = object({
  may: {
    bold: flag,
    italic: flag,
    strike: flag,
    code: flag,
    underline: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  },
});
const styled = { style: textStyle };

const richPieces = byType({
  broadcast: { needs: { range: choice("here", "channel", "everyone") }, may: styled },
  channel: { needs: { channel_id: text() }, may: styled },
  color: { needs: { value: text() }, may: styled },
  date: {
    needs: { timestamp: number(), format: text() },
    may: { ...styled, url: text(), fallback: text() },
  },
  emoji: { needs: { name: text() }, may: { ...styled, unicode: text(), url: text(), skin_tone: number() } },
  link: {
    needs: { url: text() },
    may: { ...styled, text: text({ min: 0 }), unsafe: flag },
  },
  team: { needs: { team_id: text() }, may: styled },
  text: { needs: { text: text() }, may: styled },
  user: { needs: { user_id: text() }, may: styled },
  usergroup: { needs: { usergroup_id: text() }, may: styled },
});
const pieces = list(richPieces, { min: 0 });
const border = number({ min: 0, max: 1 });
const section: Fields = { needs: { elements: pieces } };

export const richTextFields: Fields = {
  needs: {
    elements: list(
      byType({
        rich_text_section: section,
        rich_text_list: {
          needs: {
            style: choice("bullet", "ordered"),
            elements: list(byType({ rich_text_section: section })),
          },
          may: { indent: number({ min: 0, max: 8 }), offset: number({ min: 0 }), border },
        },
        rich_text_quote: { needs: { elements: pieces }, may: { border } },
        rich_text_preformatted: { needs: { elements: pieces }, may: { border, language: text() } },
      }),
    ),
  },
  may: { block_id: text({ max: LONGEST_ID }) },
};
export const richText: Schema = byType({ rich_text: richTextFields });
