import { toCardLine } from "../agent/task-card.ts";
import * as limits from "../limits.ts";
import {
  closing,
  compose,
  continueInNewMessage,
  type MentionPolicy,
  type MessageState,
  startAnswer,
} from "../markdown/compose.ts";
import { endBlock } from "../markdown/message-state.ts";
import { holdsTable } from "../markdown/read-line.ts";
import type { MessageContent } from "../slack/slack-calls.ts";
import type { SlackBlock, SlackMetadata, TaskDisplayMode } from "../types/index.ts";
import type { Lane } from "./answer.ts";
import { type Card, findCard } from "./cards.ts";
import type { Content, Part } from "./content.ts";
import { neutraliseMentions, toToolLine } from "./neutralise-mentions.ts";

export interface Decorations {
  readonly stopBlocks?: readonly SlackBlock[] | undefined;
  readonly metadata?: SlackMetadata | undefined;
  /** A notice after the text. */
  readonly notice?: string | undefined;
}

export interface ContentForm extends Decorations {
  readonly mentions: MentionPolicy;
  readonly taskDisplayMode?: TaskDisplayMode | undefined;
  /** `markdown` is used if it can express the whole content. `blocks` writes text as a Markdown block too. */
  readonly prefer: "markdown" | "blocks";
  /** @default "blocks" */
  readonly cards?: "blocks" | "lines" | undefined;
  /** A text with a table goes into a Markdown block, which is known to render tables (S208). @default "block" */
  readonly tables?: "block" | "text" | undefined;
}

/** How a table is written, if Slack accepts this form. */
export function toTables({ refused }: Lane): "block" | "text" {
  return refused.includes("table") ? "text" : "block";
}

/** Whether the content is text alone, with a table. */
export function isTable(parts: readonly Part[]): boolean {
  return parts.every((part) => part.type === "text") && parts.some(({ text }) => holdsTable(text));
}

/**
 * Returns the arguments that write a message whole. Text alone is written as Markdown (S119). With cards or blocks it is written as blocks with
 * a short plain text (S120, S81). Undefined if there is nothing to write.
 */
export function toMessageContent(content: Content, form: ContentForm): MessageContent | undefined {
  const closed = withClosing(content, form.notice);
  const parts = form.cards === "lines" ? toLines(closed, content, form.mentions) : closed;
  const { metadata } = form;
  const markdown = parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");
  const textOnly = form.stopBlocks === undefined && parts.every((part) => part.type === "text");
  const isBlock = form.tables !== "text" && isTable(parts);
  if (textOnly && form.prefer === "markdown" && !isBlock) {
    return markdown.trim() === "" ? undefined : { type: "markdown", markdown, metadata };
  }
  const whole = toWholeTexts(parts, form.mentions);
  const blocks = [...toBlocks(whole, content, form.taskDisplayMode), ...(form.stopBlocks ?? [])];
  if (blocks.length === 0) return undefined;
  // This text is mrkdwn. It would show mentions inside Markdown's code, and Slack cuts it (S81, S179).
  const said = markdown.trim() === "" ? toTitles(content) : markdown;
  const text = shortText(neutraliseMentions(said, form.mentions));
  return { type: "blocks", blocks, text, metadata, decorated: form.stopBlocks !== undefined };
}

function withClosing(content: Content, notice: string | undefined): readonly Part[] {
  const end = `${closing(content.markdown)}${notice === undefined ? "" : `\n\n${notice}`}`;
  const { parts } = content;
  if (end === "") return parts;
  if (notice !== undefined && parts.at(-1)?.type !== "text")
    return [...parts, { type: "text", text: notice }];
  // A fence that is open after a card belongs to the text before the card.
  const lastText = parts.findLastIndex((part) => part.type === "text");
  return parts.map((part, index) =>
    part.type === "text" && index === lastText ? { type: "text", text: part.text + end } : part,
  );
}

/** Text and cards as one text. A card becomes a line that shows its state. */
function toLines(parts: readonly Part[], { cards }: Content, mentions: MentionPolicy): readonly Part[] {
  const lines: Part[] = [];
  for (const part of toWholeTexts(parts, mentions)) {
    if (part.type === "blocks") {
      lines.push(part);
      continue;
    }
    const card = part.type === "card" ? findCard(cards, part.id) : undefined;
    // An open card goes on in the next message, or waits for a person.
    const text = part.type === "text" ? part.text.trim() : card && toToolLine(toCardLine(card), mentions);
    const last = lines.at(-1);
    if (text && last?.type === "text") lines.splice(-1, 1, { type: "text", text: `${last.text}\n\n${text}` });
    else if (text) lines.push({ type: "text", text });
  }
  return lines;
}

function toBlocks(
  parts: readonly Part[],
  content: Content,
  mode: TaskDisplayMode | undefined,
): readonly SlackBlock[] {
  const asPlan = mode === "plan" || content.planTitle !== undefined;
  const cardsOf = (part: Part) => {
    const card = part.type === "card" ? findCard(content.cards, part.id) : undefined;
    return card === undefined ? [] : [toCardBlock(card)];
  };
  const first = parts.findIndex(({ type }) => type === "card");
  return parts.flatMap((part, index): readonly SlackBlock[] => {
    if (part.type === "blocks") return part.blocks;
    if (part.type === "text") return part.text.trim() === "" ? [] : [{ type: "markdown", text: part.text }];
    if (!asPlan) return cardsOf(part);
    const title = content.planTitle ?? "Plan";
    return index === first ? [{ type: "plan", title, tasks: parts.flatMap(cardsOf) }] : [];
  });
}

function toCardBlock(card: Card): SlackBlock {
  return {
    type: "task_card",
    task_id: card.id,
    title: card.title,
    status: card.status,
    ...(card.details === "" ? {} : { details: toRichText(card.details) }),
    ...(card.output === "" ? {} : { output: toRichText(card.output) }),
    ...(card.sources.length === 0 ? {} : { sources: card.sources }),
  };
}

/** A card's texts are rich text in a block (S36), so they need no escapes. */
function toRichText(text: string): SlackBlock {
  const plain = text.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1");
  const section = { type: "rich_text_section", elements: [{ type: "text", text: plain }] };
  return { type: "rich_text", elements: [section] };
}

/** The text of the notification for a message without text. */
function toTitles({ cards, planTitle }: Content): string {
  return planTitle ?? cards.map(({ title }) => title).join(", ");
}

function shortText(markdown: string): string {
  const characters = [...markdown.trim().slice(0, 2 * limits.repairTextCharacters)];
  if (characters.length <= limits.repairTextCharacters) return characters.join("");
  return `${characters.slice(0, limits.repairTextCharacters - 1).join("")}…`;
}

/**
 * Returns the parts as blocks. Slack parses each block by itself, so a fence that is open at a card is closed before the card and opened again
 * after it. Streamed text does not need this, because Slack parses it as one text (S172).
 */
function toWholeTexts(parts: readonly Part[], mentions: MentionPolicy): readonly Part[] {
  if (parts.filter((part) => part.type === "text").length < 2) return parts;
  let state = startAnswer({ maxBytes: Number.MAX_SAFE_INTEGER });
  return parts.map((part) => {
    if (part.type !== "text") return part;
    const isBegun = isInFence(state);
    // A card ends a line too, so half an opening line does not go on after it.
    const text = isBegun ? part.text.replace(/^\r?\n/, "") : part.text;
    const composed = compose(state, text, { ended: true, reserve: 0, mentions });
    state = continueInNewMessage({ ...endBlock(composed.state), inLine: false, lineText: "" });
    if (!isBegun && !isInFence(state)) return part;
    return { type: "text", text: composed.wire + closing(composed.state) };
  });
}

function isInFence({ block }: MessageState): boolean {
  return block.leaf.type === "fence";
}
