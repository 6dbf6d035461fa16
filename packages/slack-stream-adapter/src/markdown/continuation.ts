import {
  type BlockState,
  type Container,
  cellRanges,
  continuing,
  type FenceLeaf,
  opening,
  type TableLeaf,
} from "./blocks.ts";
import { classify, skipBlanks, weigh } from "./characters.ts";
import { isCode, type Opener } from "./delimiters.ts";
import type { InlineState, Replacement } from "./inline.ts";
import type { Line } from "./lines.ts";
import { beginsBlock } from "./read-line.ts";
import type { Reading, Scope } from "./scopes.ts";

/** The inline state that goes on in the next message. A mark that is not known to close counts as text. */
export function keepKnown(inline: InlineState): InlineState {
  return { ...inline, openers: inline.openers.filter(({ end }) => end === "known") };
}

/** The marks that close all open structure, so that a message is complete by itself. */
export function toClosing({ block, inline: all }: { block: BlockState; inline: InlineState }): string {
  const inline = keepKnown(all);
  if (block.leaf.type === "fence") return `\n${continuing(block.containers)}${block.leaf.marks}`;
  return separate(inline, inline.before) + inline.openers.map(toMark).reverse().join("");
}

/** The prefix that opens emphasis and code again in the next message. */
function toReopening(inline: InlineState, follows: string | undefined): string {
  return inline.openers.map(toMark).join("") + separate(inline, follows);
}

/** Skips marks at the start of a message that only close what is open: neither they nor the marks they close are sent. */
function skipClosers(
  inline: InlineState,
  scope: Scope | undefined,
  from: number,
): { readonly inline: InlineState; readonly at: number } {
  if (scope === undefined) return { inline, at: from };
  const openers = [...inline.openers];
  let at = from;
  for (;;) {
    const pair = scope.pairs.find(({ open, close }) => open < 0 && close === at);
    const opener = openers.at(-1);
    if (pair === undefined || opener?.mark !== pair.mark) break;
    openers.pop();
    if (opener.width > pair.width) openers.push({ ...opener, width: opener.width - pair.width });
    at += pair.width;
  }
  return { inline: { ...inline, openers }, at };
}

/** A backtick that is a part of the code would be one of those around it. */
function separate({ openers }: InlineState, neighbour: string | undefined): string {
  return neighbour === "`" && openers.some(isCode) ? " " : "";
}

function toMark(opener: Opener): string {
  return opener.mark.repeat(opener.width);
}

/** The beginning of a new message. With it the text reads as it would in the whole answer. */
export interface Reopening {
  readonly prefix: string;
  readonly weight: number;
  /** Where the source goes on after the prefix. The prefix replaces the marks and indentation before this place. */
  readonly from: number;
  readonly outdent: number;
  readonly replacements: readonly Replacement[];
  /** A marker without text in its line. It may be the only content. */
  readonly bare: boolean;
}

/** The text that a message begins with. */
interface Beginning extends Reading {
  /** The first line of the message, or the rest of the line that a cut went through. */
  readonly line: Line;
  /** The marks that open the lists and quotes around it. */
  readonly start: string;
  /** Where it begins, behind its white space. */
  readonly content: number;
  /** The marks that open emphasis and code again. */
  readonly marks: string;
  /** Where it goes on behind them. */
  readonly behind: number;
}

/** The beginning of a mention can't be repeated unchanged. */
const mention = /<[@#!]/;
const nothing: Reopening = { prefix: "", weight: 0, from: 0, outdent: 0, replacements: [], bare: false };

export function reopen(reading: Reading, room: number): Reopening {
  const { lines, scopes, state, text } = reading;
  const [line] = lines;
  if (!state.isEmpty || !state.isContinuation || line === undefined) return nothing;
  const from = line.inner;
  const content = skipBlanks(text, from, line.end);
  const { inline, at } = skipClosers(state.inline, scopes[0], content);
  const marks = toReopening(inline, text[at]);
  const behind = skipBlanks(text, at, line.end);
  const start = opening(line.block.containers);
  const variants = toVariants({ line, start, content, marks, behind, ...reading });
  const best = variants.find((one) => weigh(one.prefix) <= room / 2) ?? { prefix: "", from };
  const bare = !state.inLine && line.kind === "text" && line.visible <= from;
  const prefix = bare ? best.prefix.trimEnd() : best.prefix;
  return { ...nothing, ...best, prefix, weight: weigh(prefix), bare };
}

type Variant = Pick<Reopening, "prefix" | "from"> & Partial<Pick<Reopening, "outdent" | "replacements">>;

/** The best form comes first. The others weigh less. */
function toVariants(source: Beginning): readonly Variant[] {
  const { state, line, start, content, marks, behind } = source;
  const { leaf } = line.block;
  const from = line.inner;
  const indent = leaf.type === "fence" && start !== "" ? leaf.indent : 0;
  if (line.kind === "rule" && !state.inLine) return [replaceRule(source)];
  if (line.kind === "fence-open") return [{ prefix: start, from: content, outdent: indent }];
  if (line.continues && leaf.type === "fence") return reopenFence(source, leaf);
  if (line.continues && leaf.type === "table") return reopenTable(source, leaf);
  if (leaf.type === "heading" && state.inLine)
    return [{ prefix: `${start}${leaf.marks} ${marks}`, from: behind }];
  if (line.kind === "indented")
    return [{ prefix: start + (state.inLine ? "    " : " ".repeat(line.spare)), from }];
  if (line.kind === "text" && (line.continues || state.inLine)) return reopenText(source);
  return [{ prefix: opening(renumber(source)), from: start === "" ? from : content }];
}

function reopenText(source: Beginning): readonly Variant[] {
  const { ended, state, line, lines, start, content, marks, behind, text } = source;
  // The part of a table's head that an earlier message shows belongs to the head here as well. Whether it is a head may not be known yet.
  const isHead = lines[1]?.kind === "delimiter" || (lines.length === 1 && line.mayBeHead && !ended);
  if (state.inLine && isHead && !mention.test(line.taken))
    return [{ prefix: start + line.taken, from: line.start }];
  if (behind > content) return [{ prefix: start + marks, from: behind }];
  const isInWord = state.inLine && content === line.start && classify(state.inline.before) === "other";
  const harmless = marks === "" ? defuse(text.slice(content, line.end), isInWord) : { text: "", skipped: 0 };
  const from = content + harmless.skipped;
  return [
    { prefix: start + marks + harmless.text, from },
    { prefix: harmless.text, from },
  ];
}

/** After the markers of its list a rule of dashes or stars would be read as a part of them. */
function replaceRule({ line, start, text }: Beginning): Variant {
  if (start === "" || text[line.content] === "_") return { prefix: start, from: line.inner };
  const replacement = { at: line.content, length: line.visible - line.content, by: "___" };
  return { prefix: start, from: line.content, outdent: 0, replacements: [replacement] };
}

/** A first item whose list has come to a wider number than its marker says, if no line is indented for that marker. */
function renumber({ line, text }: Beginning): readonly Container[] {
  const { containers } = line.block;
  const item = containers[line.kept];
  if (item?.type !== "item" || item.number === undefined || /[ \t]/.test(text[line.next] ?? ""))
    return containers;
  const marker = { ...item, opening: item.opening.replace(/\d+/, String(item.number)) };
  return containers.with(line.kept, marker);
}

function reopenFence({ line, start }: Beginning, { indent, info, marks }: FenceLeaf): readonly Variant[] {
  const rest = { from: line.inner, outdent: indent };
  const between = `\n${continuing(line.block.containers)}${" ".repeat(line.spare)}`;
  const named = info.includes("<") ? "" : info;
  return [named, ""].map((name) => ({ prefix: start + marks + name + between, ...rest }));
}

function reopenTable(source: Beginning, { delimiter, head }: TableLeaf): readonly Variant[] {
  const { state, line, start, content, marks, behind } = source;
  const between = `\n${continuing(line.block.containers)}`;
  const blank = "| ".repeat(head.columns + 1).trimEnd();
  const heads = head.text === undefined || mention.test(head.text) ? [blank] : [head.text, blank];
  if (line.kind === "delimiter") {
    const taken = delimiter.slice(0, delimiter.length - (line.visible - content));
    return heads.map((text) => ({ prefix: start + text + between + taken, from: line.inner }));
  }
  const cells = state.inLine ? toLeadingCells(line.taken) + marks : "";
  const from = state.inLine ? behind : line.content;
  return heads.map((text) => ({ prefix: start + text + between + delimiter + between + cells, from }));
}

/** Empty cells for those of a row that an earlier message holds. What comes next is in the last of them. */
function toLeadingCells(row: string): string {
  return "| ".repeat(cellRanges(`${row}x`, 0, row.length + 1).length);
}

/** A backslash where the rest of a paragraph would begin a block; behind the digits of what looks like a number. */
function defuse(rest: string, isInWord: boolean): { readonly text: string; readonly skipped: number } {
  if (rest.startsWith("_") && isInWord) return { text: "\\", skipped: 0 };
  if (!beginsBlock(rest)) return { text: "", skipped: 0 };
  const digits = /^\d{1,9}/.exec(rest)?.[0] ?? "";
  return { text: `${digits}\\`, skipped: digits.length };
}
