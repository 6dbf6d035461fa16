/** Resolves the mentions in a text that comes in pieces. What comes out joins to what the whole lines would resolve to. */
export interface MentionText {
  /** Whether a piece can go out as it is, without a look at its context. */
  isPlain(piece: string): boolean;
  pass(piece: string): string;
  /** A piece of one line, with its line break if it has one, and the blank lines behind it. Gives what can go out. */
  push(piece: string): Promise<string>;
  /** Nothing follows on this line, for now. */
  end(): Promise<string>;
}

/** Not after a letter, as in a mail address, and not after the mark of a mention that is resolved already. */
const mention = /(?<![A-Za-z0-9_<])@(?=[A-Za-z0-9_]|$)/g;
/** A fence shows itself at the start of its line. */
const lineStartCharacters = 200;
/** Text that stays undecided for longer is read as far as it has come, so that a token of an endless line costs no more than another. */
const mostHeld = 4_000;

export function createMentionText(resolve: (text: string) => Promise<string>): MentionText {
  const fences = createFenceLines();
  let lineStart = "";
  /** Text that may still change how the next text is read, and how much of it was passed on. */
  let context = "";
  let out = 0;

  const note = (piece: string) => {
    if (lineStart.length < lineStartCharacters) lineStart += piece;
    context += piece;
  };

  /** Gives the first `length` characters of the context, and forgets them. */
  const settle = async (length: number) => {
    const text = context.slice(0, length);
    const resolved = findMention(text, out) === -1 ? text : await resolve(text);
    const fresh = resolved.slice(out);
    context = context.slice(length);
    out = Math.max(0, out - length);
    return fresh;
  };

  /** Gives the text before the next mention. */
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
    return fresh;
  };

  /** The last character tells a mail address from a mention. */
  const keepLast = (text: string) => {
    context = text.slice(-1);
    out = context.length;
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
      if (context.length > mostHeld) return settleAll();
      const end = context.search(/\S*$/);
      const settled = isDecided(context.slice(0, end)) ? await settle(end) : "";
      return settled + advance();
    },
    end: async () => (fences.includes(lineStart) ? forget() : settle(context.length)),
  };
}

function findMention(text: string, from: number): number {
  mention.lastIndex = from;
  return mention.exec(text)?.index ?? -1;
}

/** No mark is open in which a mention would be read as code or as a link. */
function isDecided(text: string): boolean {
  const backticks = text.split("`").length - 1;
  const inAngles = text.lastIndexOf("<") > text.lastIndexOf(">");
  return backticks % 2 === 0 && !text.includes("```") && !inAngles;
}

/** Tells which lines of Markdown belong to a code fence, line by line. */
interface FenceLines {
  /** Is the line that begins like this a part of a fence? As long as its beginning may still become one, it is not. */
  includes(lineStart: string): boolean;
  /** A line came to its end; without its line break. */
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
  // A line of code in backticks that begins with three of them is no fence.
  return marker.startsWith("`") && info.includes("`") ? undefined : { marker, info };
}

function closes({ marker, info }: Fence, open: string): boolean {
  return marker[0] === open[0] && marker.length >= open.length && info.trim() === "";
}
