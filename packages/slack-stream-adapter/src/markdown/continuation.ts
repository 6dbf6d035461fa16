import { type BlockState, type Container, cellRanges, continuing, opening } from "./blocks.ts";
import { classify, skipBlanks, weigh } from "./characters.ts";
import type { Opener } from "./delimiters.ts";
import { beforeAll, type InlineReading, type InlineState, type Replacement } from "./inline.ts";
import type { MessageState } from "./message-state.ts";
import { type Line, readLine } from "./read-line.ts";
import type { Scope } from "./scopes.ts";

/** The inline state that goes on after a message's end: a mark that is not known to close counts as text. */
export function keepKnown(inline: InlineState): InlineState {
  const openers = inline.openers.filter(({ end }) => end === "known");
  return { ...inline, openers, code: inline.codeEnd === "known" ? inline.code : 0 };
}

/** The marks that close all open structure, so that a message is complete by itself. */
export function toClosing(block: BlockState, all: InlineState): string {
  const inline = keepKnown(all);
  if (block.leaf.type === "fence") return `\n${continuing(block.containers)}${block.leaf.marks}`;
  const marks = inline.openers.map(toMark).reverse().join("");
  return separate(inline, inline.before) + "`".repeat(inline.code) + marks;
}

/** The prefix that opens emphasis and code again in the next message after a cut. */
function toReopening(inline: InlineState, follows: string | undefined): string {
  return inline.openers.map(toMark).join("") + "`".repeat(inline.code) + separate(inline, follows);
}

/** Skips marks at the start of a message that only close what is open: neither they nor the marks they close are sent. */
function skipClosers(
  inline: InlineState,
  { atoms, doubtFrom, pairs }: InlineReading,
  from: number,
): { readonly inline: InlineState; readonly at: number } {
  const openers = [...inline.openers];
  const [code] = atoms;
  let at = from;
  // Backticks that nothing can close any more were no code's.
  let ticks = code?.start === beforeAll || doubtFrom === beforeAll ? inline.code : 0;
  if (ticks > 0 && code?.start === beforeAll && code.end === at + ticks) {
    at = code.end;
    ticks = 0;
  }
  for (;;) {
    const pair = pairs.find(({ open, close }) => open < 0 && close === at);
    const opener = openers.at(-1);
    if (ticks > 0 || pair === undefined || opener?.mark !== pair.mark) break;
    openers.pop();
    if (opener.width > pair.width) openers.push({ ...opener, width: opener.width - pair.width });
    at += pair.width;
  }
  return { inline: { ...inline, openers, code: ticks }, at };
}

/** A backtick that is a part of the code would be one of those around it. */
function separate({ code }: InlineState, neighbour: string | undefined): string {
  return code > 0 && neighbour === "`" ? " " : "";
}

function toMark(opener: Opener): string {
  return opener.mark.repeat(opener.width);
}

/** The beginning of a new message that makes its text read as it would in the whole answer. */
export interface Reopening {
  readonly prefix: string;
  readonly weight: number;
  /** Where the source goes on after the prefix. The prefix replaces the marks and indentation before this place. */
  readonly from: number;
  readonly outdent: number;
  readonly replacements: readonly Replacement[];
  /** A marker with nothing behind it in its line: all that there may be to show. */
  readonly bare: boolean;
}

export interface ReopenSource {
  readonly state: MessageState;
  readonly text: string;
  /** The first line of the message, or the rest of the line that a cut went through. */
  readonly line: Line | undefined;
  readonly follower: Line | undefined;
  /** The inline structure of what follows. */
  readonly scopes: readonly Scope[];
  readonly room: number;
}

/** The beginning of a mention can't be repeated unchanged. */
const mention = /<[@#!]/;
const nothing: Reopening = { prefix: "", weight: 0, from: 0, outdent: 0, replacements: [], bare: false };

export function reopen(source: ReopenSource): Reopening {
  const { state, line } = source;
  if (!state.isEmpty || !state.isContinuation || line === undefined) return nothing;
  const spare = " ".repeat(line.inner.spare);
  const { containers } = line.block;
  const from = line.inner.at;
  const variants = toVariants({ ...source, line, containers, from, spare });
  const best = variants.find((one) => weigh(one.prefix) <= source.room / 2) ?? {
    prefix: "",
    from,
  };
  const bare = !state.inLine && line.kind === "text" && line.visible <= line.inner.at;
  const prefix = bare ? best.prefix.trimEnd() : best.prefix;
  return { ...nothing, ...best, prefix, weight: weigh(prefix), bare };
}

type Variant = Pick<Reopening, "prefix" | "from"> & Partial<Pick<Reopening, "outdent" | "replacements">>;

interface VariantSource extends ReopenSource {
  readonly line: Line;
  readonly containers: readonly Container[];
  readonly from: number;
  readonly spare: string;
}

/** The best way first; the others weigh less. */
function toVariants(source: VariantSource): readonly Variant[] {
  const { state, line, containers, spare } = source;
  const start = opening(containers);
  const { leaf } = line.block;
  const content = skipBlanks(source.text, source.from, line.end);
  const { marks, at } = toMarks(source, content);
  const behind = skipBlanks(source.text, at, line.end);
  const indent = leaf.type === "fence" && start !== "" ? leaf.indent : 0;
  if (line.kind === "rule" && !state.inLine) return [replaceRule(source, start)];
  if (line.kind === "fence-open") return [{ prefix: start, from: content, outdent: indent }];
  if (line.continues && leaf.type === "fence") return reopenFence(source, leaf.marks, leaf.info);
  if (line.continues && leaf.type === "table")
    return reopenTable(source, { marks, from: state.inLine ? behind : line.content });
  if (line.kind === "heading" && state.inLine && leaf.type === "heading") {
    const prefix = `${start}${leaf.marks} ${marks}`;
    return [{ prefix, from: behind }];
  }
  if (line.kind === "indented") {
    const indent = state.inLine ? "    " : spare;
    return [{ prefix: start + indent, from: source.from }];
  }
  if (line.kind === "text" && (line.continues || state.inLine))
    return reopenText(source, { start, marks, content, behind });
  return [{ prefix: opening(renumber(source)), from: start === "" ? source.from : content }];
}

function toMarks({ scopes: [scope], state, text }: ReopenSource, content: number) {
  const { inline, at } =
    scope === undefined ? { inline: state.inline, at: content } : skipClosers(state.inline, scope, content);
  return { marks: toReopening(inline, text[at]), at };
}

function reopenText(
  source: VariantSource,
  { start, marks, content, behind }: { start: string; marks: string; content: number; behind: number },
): readonly Variant[] {
  const { state, line, follower, text } = source;
  // The part of a table's head that an earlier message shows belongs to the head here as well.
  if (state.inLine && follower?.kind === "delimiter" && !mention.test(line.taken))
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

/** Behind the markers of its list a rule of dashes or stars would be one with them. */
function replaceRule(source: VariantSource, start: string): Variant {
  const { line, text, from } = source;
  if (start === "" || text[line.content] === "_") return { prefix: start, from };
  const replacement = { at: line.content, length: line.visible - line.content, by: "___" };
  return { prefix: start, from: line.content, outdent: 0, replacements: [replacement] };
}

/** A first item whose list has come to a wider number than its marker says, if no line is indented for that marker. */
function renumber({ containers, line, text }: VariantSource): readonly Container[] {
  const item = containers[line.kept];
  if (item?.type !== "item" || item.number === undefined || /[ \t]/.test(text[line.next] ?? ""))
    return containers;
  const marker = { ...item, opening: item.opening.replace(/\d+/, String(item.number)) };
  return containers.map((one, depth) => (depth === line.kept ? marker : one));
}

function reopenFence(source: VariantSource, marks: string, info: string): readonly Variant[] {
  const { line, containers, spare, from } = source;
  const indent = line.block.leaf.type === "fence" ? line.block.leaf.indent : 0;
  const rest = { from, outdent: indent };
  const between = `\n${continuing(containers)}${spare}`;
  const named = info.includes("<") ? "" : info;
  return [named, ""].map((name) => ({ prefix: `${opening(containers)}${marks}${name}${between}`, ...rest }));
}

function reopenTable(
  source: VariantSource,
  { marks, from }: { marks: string; from: number },
): readonly Variant[] {
  const { state, line, containers } = source;
  const { leaf } = line.block;
  if (leaf.type !== "table") return [];
  const between = `\n${continuing(containers)}`;
  const blank = "| ".repeat(leaf.head.columns + 1).trimEnd();
  const cells = state.inLine ? toLeadingCells(line.taken) + marks : "";
  const heads =
    leaf.head.text === undefined || mention.test(leaf.head.text) ? [blank] : [leaf.head.text, blank];
  if (line.kind === "delimiter") {
    const rest = skipBlanks(source.text, source.from, line.end);
    const taken = leaf.delimiter.slice(0, leaf.delimiter.length - (line.visible - rest));
    return heads.map((head) => ({
      prefix: opening(containers) + head + between + taken,
      from: source.from,
    }));
  }
  const delimiter = /^[|\s:-]*$/.test(leaf.delimiter) ? leaf.delimiter : "";
  return heads.map((head) => ({
    prefix: opening(containers) + head + between + delimiter + between + cells,
    from,
  }));
}

/** Empty cells for those of a row that an earlier message holds. What comes next is in the last of them. */
function toLeadingCells(row: string): string {
  return "| ".repeat(cellRanges(`${row}x`, 0, row.length + 1).length);
}

const plain: BlockState = { containers: [], leaf: { type: "none" } };

/** A backslash where the rest of a paragraph would begin a block; behind the digits of what looks like a number. */
function defuse(rest: string, isInWord: boolean): { readonly text: string; readonly skipped: number } {
  if (rest.startsWith("_") && isInWord) return { text: "\\", skipped: 0 };
  const { kind, block } = readLine(plain, rest.slice(0, 200));
  const isTask = /^\[[ xX]\](?:\s|$)/.test(rest);
  if (kind === "blank" || (!isTask && kind === "text" && block.containers.length === 0))
    return { text: "", skipped: 0 };
  const digits = /^\d{1,9}/.exec(rest)?.[0] ?? "";
  return { text: `${digits}\\`, skipped: digits.length };
}
