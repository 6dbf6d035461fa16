/** Resolves the mentions in a text that comes in pieces. The joined result is the same as for whole lines. */
export interface MentionText {
  /** Whether a piece can be passed on unchanged, whatever its context. */
  isPlain(piece: string): boolean;
  pass(piece: string): string;
  /**
   * Takes a piece of one line, with its line break if it has one, and the blank lines after it. Returns the text that
   * can be passed on.
   */
  push(piece: string): Promise<string>;
  /** Called when nothing follows on this line for now. Returns the text that was held back. */
  end(): Promise<string>;
}

/** An `@` after a letter is part of a mail address. An `@` after `<` belongs to a mention that is already resolved. */
const mention = /(?<![A-Za-z0-9_<])@(?=[A-Za-z0-9_]|$)/g;
/** How much of a line's start is kept. A fence is recognised at the start of its line. */
const lineStartCharacters = 200;
/**
 * The most text that is held back. Longer text is resolved as it is, up to its last word, so that a token of a very long line does not
 * cost more than another.
 */
const mostHeld = 4_000;

export function createMentionText(resolve: (text: string) => Promise<string>): MentionText {
  const fences = createFenceLines();
  let lineStart = "";
  /** Text that may still change the meaning of the next text. `out` is how much of it was passed on. */
  let context = "";
  let out = 0;
  /** Where the last word of the context begins. It may go on in the next piece. */
  let wordStart = 0;

  const note = (piece: string) => {
    if (lineStart.length < lineStartCharacters) lineStart += piece;
    const start = findLastWord(piece);
    if (start > 0) wordStart = context.length + start;
    context += piece;
  };

  /** Returns the first `length` characters of the context, and removes them. */
  const settle = async (length: number) => {
    const text = context.slice(0, length);
    const resolved = findMention(text, out) === -1 ? text : await resolve(text);
    const fresh = resolved.slice(out);
    context = context.slice(length);
    out = Math.max(0, out - length);
    wordStart = Math.max(0, wordStart - length);
    return fresh;
  };

  /** Returns the text before the next mention. */
  const advance = () => {
    const found = findMention(context, out);
    const end = found === -1 ? context.length : found;
    const fresh = context.slice(out, end);
    out = end;
    return fresh;
  };

  const forget = () => {
    const fresh = context.slice(out);
    context = "";
    out = 0;
    wordStart = 0;
    return fresh;
  };

  /** Keeps the last character, which distinguishes a mail address from a mention. */
  const keepLast = (text: string) => {
    context = text.slice(-1);
    out = context.length;
    wordStart = findLastWord(context);
  };

  const settleAll = async () => {
    const before = context;
    const fresh = await settle(before.length);
    keepLast(before);
    return fresh;
  };

  const endLine = async () => {
    const inFence = fences.includes(lineStart);
    fences.end(lineStart.trimEnd());
    lineStart = "";
    return inFence ? forget() : settle(context.length);
  };

  return {
    isPlain: (piece) => out === context.length && !/[@\n]/.test(piece),
    pass(piece) {
      note(piece);
      out = context.length;
      if (context.length > mostHeld) keepLast(context);
      return piece;
    },
    async push(piece) {
      note(piece);
      if (piece.endsWith("\n")) return endLine();
      if (fences.includes(lineStart)) return forget();
      const end = wordStart;
      const isLong = context.length > mostHeld;
      if (isLong && end === 0) return settleAll();
      const settled = isLong || isDecided(context.slice(0, end)) ? await settle(end) : "";
      return settled + advance();
    },
    end: async () => (fences.includes(lineStart) ? forget() : settle(context.length)),
  };
}

function findMention(text: string, from: number): number {
  mention.lastIndex = from;
  return mention.exec(text)?.index ?? -1;
}

/** Where the text's last word begins. A regular expression would try each word before it. */
function findLastWord(text: string): number {
  let at = text.length;
  while (at > 0 && /\S/.test(text[at - 1] ?? "")) at -= 1;
  return at;
}

/** Whether no code span and no link is open, in which a mention would not count. */
function isDecided(text: string): boolean {
  const backticks = text.split("`").length - 1;
  const inAngles = text.lastIndexOf("<") > text.lastIndexOf(">");
  return backticks % 2 === 0 && !text.includes("```") && !inAngles;
}

/** Finds the lines of Markdown that belong to a code fence, line by line. */
interface FenceLines {
  /** Whether a line with this beginning is part of a fence. It is not while the beginning may still become a fence. */
  includes(lineStart: string): boolean;
  /** Takes a finished line, without its line break. */
  end(line: string): void;
}

function createFenceLines(): FenceLines {
  let open: string | undefined;
  return {
    includes: (lineStart) => open !== undefined || toFence(lineStart) !== undefined,
    end(line) {
      const fence = toFence(line);
      if (fence === undefined) return;
      if (open === undefined) open = fence.marker;
      else if (closes(fence, open)) open = undefined;
    },
  };
}

interface Fence {
  readonly marker: string;
  readonly info: string;
}

const fenceLine = /^ {0,3}(`{3,}|~{3,})(.*)$/;

function toFence(line: string): Fence | undefined {
  const [, marker, info] = fenceLine.exec(line) ?? [];
  if (marker === undefined || info === undefined) return undefined;
  // A line with a code span in three backticks is not a fence.
  return marker.startsWith("`") && info.includes("`") ? undefined : { marker, info };
}

function closes({ marker, info }: Fence, open: string): boolean {
  return marker[0] === open[0] && marker.length >= open.length && info.trim() === "";
}
