import { isEscapable } from "./characters.ts";
import { applyRun, type Opener, type Run } from "./delimiters.ts";

/** Follows the inline marks of a text block, one character at a time, and knows from where on their meaning is open. */
export interface InlineHold {
  step(character: string, at: number): void;
  /** Inside nothing: text without marks changes nothing but what stands before the next one. */
  readonly idle: boolean;
  /** Text without marks went by, ending in `last`; only while it is idle. */
  pass(last: string): void;
  /** A new text block begins: nothing before it can be closed any more. */
  reset(): void;
  /** What is held before `at` is shown after all; a marker shown so still closes as it should. */
  releaseTo(at: number): void;
  /** Where the first mark stands whose meaning is open. */
  first(): number;
  /** Where a mention or a link of Slack's own stands that must not be cut. */
  unbreakable(): number;
}

const special = /[\\`*_~<[\]&]/;
const none = Number.POSITIVE_INFINITY;
const entityCharacter = /[a-z\d#]/i;
const longestEntity = 32;
const mostBrackets = 16;
const deepestParentheses = 32;
const angleStart =
  /^<(?:[@#]|!-?|h(?:t(?:t(?:p(?:s?(?::\/?\/?)?)?)?)?)?|m(?:a(?:i(?:l(?:to?:?)?)?)?)?|t(?:e(?:l:?)?)?)?$/i;
const angleBody = /^<(?:[@#]|![^-]|!-[^-]|https?:\/\/|mailto:|tel:)$/i;

export function createInlineHold(): InlineHold {
  let openers: Opener[] = [];
  let brackets: number[] = [];
  /** A run of markers whose end is not seen yet. */
  let run: { mark: string; at: number; length: number; before: string } | undefined;
  /** Inside a code span, as far as is known; `closing` counts the backticks of a run that may end it. */
  let code: { at: number; length: number; closing: number } | undefined;
  /** Behind a `]`, which is a link's if a parenthesis comes; then inside of it. */
  let address: { at: number; depth: number } | undefined;
  let angle: { at: number; start: string } | undefined;
  let escapeAt = none;
  /** Inside what may be an entity, such as `&amp;`. */
  let entityAt = none;
  let before = "";
  let released = 0;
  /** Found once after each change, not once for each character. */
  let first: number | undefined;

  function readPlain(character: string, at: number): void {
    if (character === "\\") escapeAt = at;
    else if (character === "&") entityAt = at;
    else if (character === "`" || character === "*" || character === "_" || character === "~") {
      run = { mark: character, at, length: 1, before };
    } else if (character === "<") angle = { at, start: "<" };
    else if (character === "[") {
      if (brackets.length === mostBrackets) brackets.shift();
      brackets.push(at);
    } else if (character === "]") {
      const open = brackets.pop();
      if (open !== undefined) address = { at: open, depth: 0 };
    }
  }

  function endRun(ended: NonNullable<typeof run>, after: string): void {
    run = undefined;
    if (ended.mark === "`") code = { at: ended.at, length: ended.length, closing: 0 };
    else applyRun(openers, { ...ended, after } satisfies Run);
  }

  /** False: the character ended the span, and is to be read as one outside of it. */
  function readCode(span: NonNullable<typeof code>, character: string): boolean {
    if (character === "`") {
      span.closing++;
      return true;
    }
    const isOver = span.closing === span.length;
    span.closing = 0;
    if (isOver) code = undefined;
    return !isOver;
  }

  function readAddress(link: NonNullable<typeof address>, character: string): boolean {
    if (link.depth === 0 && character !== "(") {
      address = undefined;
      return false;
    }
    if (character === "(") link.depth++;
    else if (character === ")") link.depth--;
    if (link.depth > 0 && link.depth <= deepestParentheses) return true;
    address = undefined;
    if (link.depth === 0) openers = openers.filter((opener) => opener.at < link.at);
    return true;
  }

  function readAngle(open: NonNullable<typeof angle>, character: string): boolean {
    const ends = character === ">" || character === "<" || character === "\n" || character === "\r";
    const isBody = angleBody.test(open.start);
    if (!isBody && !ends) open.start += character;
    if (!ends && (isBody || angleStart.test(open.start) || angleBody.test(open.start))) return true;
    angle = undefined;
    return ends && character === ">" && isBody;
  }

  function isTaken(character: string, at: number): boolean {
    if (entityAt !== none && entityCharacter.test(character) && at - entityAt < longestEntity) return true;
    entityAt = none;
    if (code !== undefined) return readCode(code, character);
    if (angle !== undefined) return readAngle(angle, character);
    return address !== undefined && readAddress(address, character);
  }

  function findFirst(): number {
    const opener = openers.find((one) => one.at >= released && (one.mark !== "~" || one.count === 2));
    return Math.min(
      opener?.at ?? none,
      brackets.find((one) => one >= released) ?? none,
      unlessReleased(run?.at),
      unlessReleased(code?.at),
      unlessReleased(address?.at),
      unlessReleased(angle?.at),
      unlessReleased(escapeAt),
      unlessReleased(entityAt),
    );
  }

  function unlessReleased(at: number | undefined): number {
    return at === undefined || at < released ? none : at;
  }

  function isIdle(): boolean {
    return (
      escapeAt === none &&
      entityAt === none &&
      run === undefined &&
      code === undefined &&
      address === undefined &&
      angle === undefined
    );
  }

  return {
    step(character, at) {
      if (isIdle() && !special.test(character)) {
        before = character;
        return;
      }
      first = undefined;
      if (escapeAt !== none) {
        escapeAt = none;
        before = character;
        if (isEscapable(character) && character !== "<") return;
      } else if (run !== undefined) {
        if (run.mark === character) {
          run.length++;
          return;
        }
        before = run.mark;
        endRun(run, character);
      }
      if (!isTaken(character, at)) readPlain(character, at);
      before = character;
    },
    get idle() {
      return isIdle();
    },
    pass(last) {
      before = last;
    },
    reset() {
      first = undefined;
      openers = [];
      brackets = [];
      run = code = address = angle = undefined;
      escapeAt = entityAt = none;
      before = "";
    },
    releaseTo(at) {
      released = at;
      first = undefined;
    },
    first() {
      first ??= findFirst();
      return first;
    },
    unbreakable: () => (angle === undefined || angle.at < released ? none : angle.at),
  };
}
