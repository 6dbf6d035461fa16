import { limits } from "../limits.ts";
import { type BlockState, documentStart } from "./blocks.ts";
import { characterAt, characterBefore } from "./characters.ts";
import { createInlineHold } from "./inline-hold.ts";
import { mattering, type Phase, toPhase } from "./line-phase.ts";
import { countPlain } from "./plain-run.ts";
import { readLine } from "./read-line.ts";
import { isUndecidedStart, undecidedCharacters } from "./undecided-start.ts";
import { isHighSurrogate } from "./weight.ts";

/** Source text in, text that may be shown out: what came out, joined, is what went in. */
export interface Committer {
  /** What may be shown now: all but what may still change its meaning, and that for 200 characters at most. */
  push(text: string): string;
  /** All that is held, except what must not be cut: called when it was held too long and before a keepalive. */
  release(): string;
  /** Everything. */
  end(): string;
  /** Characters held back now. */
  readonly held: number;
  /** Characters looked at, for the law that this grows with the length of the text and nothing else. */
  readonly scanned: number;
}

const none = Number.POSITIVE_INFINITY;
/** As much of a line as is kept to tell what it was when it ends. */
const keptOfLine = 2_000;
const startCharacter = /[-+*_=|:#.)>\d`~ \t]/;
const fenceCharacter = /[>`~ \t]/;

export function createCommitter(): Committer {
  const inline = createInlineHold();
  /** Not shown yet; the first character of it is number `base` of the text. */
  let held = "";
  let base = 0;
  /** Half a surrogate pair: not read before its other half is there. */
  let half = "";
  let block: BlockState = documentStart;
  let phase: Phase = "start";
  let line = "";
  /** From here on the line is held, or the head of a table before it. */
  let lineHold = 0;
  let isTableHead = false;
  /** Where the line's text begins: its marks are shown with the first of it, for alone they may be text themselves. */
  let contentAt = 0;
  let lineAt = 0;
  /** The line may be one of a fence. */
  let isFenced = false;
  /** A carriage return may be the first half of a line end, so it ends the line with the next character. */
  let afterReturn = false;
  let scanned = 0;

  function step(character: string, at: number): void {
    scanned++;
    if (afterReturn) {
      afterReturn = false;
      endLine(character === "\n" ? at + 1 : at);
      if (character === "\n") return;
    }
    if (character === "\n" || character === "\r") readLineEnd(character, at);
    else readCharacter(character, at);
    keepBound(at + character.length);
  }

  function readLineEnd(character: string, at: number): void {
    if (phase === "start" || phase === "opening") decide(at);
    inline.step("\n", at);
    if (character === "\r") {
      afterReturn = true;
      return;
    }
    endLine(at + 1);
  }

  function readCharacter(character: string, at: number): void {
    keep(character);
    switch (phase) {
      case "start":
        if (!isStart(character)) settle(at + character.length);
        return;
      case "opening":
        if (line.length > undecidedCharacters || !isUndecidedStart(line)) decide(at + character.length);
        return;
      case "prose":
        inline.step(character, at);
        return;
      case "row":
        inline.step(character, at);
        if (character === "|") inline.reset();
        return;
      case "head":
      case "verbatim":
        return;
    }
  }

  function keep(text: string): void {
    line += text.slice(0, keptOfLine - line.length);
  }

  function isStart(character: string): boolean {
    return (isFenced ? fenceCharacter : startCharacter).test(character);
  }

  function settle(behind: number): void {
    if (isFenced && leavesFence()) isFenced = false;
    if (isFenced || !isUndecidedStart(line)) decide(behind);
    else if (!startCharacter.test(line.slice(-1))) phase = "opening";
  }

  /** A line that is not indented for the list that a fence stands in is no line of the fence. */
  function leavesFence(): boolean {
    scanned += line.length;
    return block.containers.length > readLine(block, line).kept;
  }

  /** Reads the line from its start, and feeds what is known of it to the inline marks. */
  function decide(behind: number): void {
    const reading = readLine(block, line);
    scanned += line.length;
    const start = behind - line.length;
    isTableHead = false;
    phase = toPhase(reading, line);
    if (!reading.continues || phase !== "prose") inline.reset();
    if (phase === "head") {
      isTableHead = true;
      if (lineHold !== none) lineHold = start;
      return;
    }
    lineHold = none;
    if (phase !== "prose" && phase !== "row") return;
    lineAt = start;
    contentAt = start + reading.content;
    let at = contentAt;
    for (const character of line.slice(reading.content)) {
      inline.step(character, at);
      if (phase === "row" && character === "|") inline.reset();
      at += character.length;
    }
  }

  function endLine(next: number): void {
    const reading = readLine(block, line);
    scanned += line.length;
    block = reading.block;
    isFenced = block.leaf.type === "fence";
    if (reading.kind !== "text") inline.reset();
    line = "";
    phase = "start";
    if (!isTableHead) lineHold = next;
  }

  function firstHeld(): number {
    const first = inline.first();
    return Math.min(first === contentAt ? lineAt : first, lineHold);
  }

  function keepBound(length: number): void {
    for (;;) {
      const first = firstHeld();
      if (length - first <= limits.holdBackCharacters) return;
      if (lineHold === first) lineHold = none;
      else inline.releaseTo(inline.first() + 1);
    }
  }

  function takeTo(at: number): string {
    const cut = Math.max(0, Math.min(held.length, at - base));
    const out = held.slice(0, cut);
    held = held.slice(cut);
    base += cut;
    return out;
  }

  function read(text: string): void {
    const start = base + held.length;
    held += text;
    for (let index = 0; index < text.length; ) {
      const kinds = afterReturn || !inline.idle ? undefined : mattering[phase];
      const plain = kinds === undefined ? 0 : countPlain(text, index, kinds);
      if (plain > 0) {
        index += plain;
        pass(text.slice(index - plain, index));
        keepBound(start + index);
      } else {
        const character = characterAt(text, index);
        step(character, start + index);
        index += character.length;
      }
    }
  }

  function pass(text: string): void {
    scanned += text.length;
    keep(text);
    inline.pass(characterBefore(text, text.length));
  }

  return {
    push(text) {
      const whole = half + text;
      const isHalf = isHighSurrogate(whole.charCodeAt(whole.length - 1));
      half = isHalf ? whole.slice(-1) : "";
      read(isHalf ? whole.slice(0, -1) : whole);
      const returnAt = afterReturn ? base + held.length - 1 : none;
      return takeTo(Math.min(firstHeld(), returnAt));
    },
    release() {
      const until = Math.min(inline.unbreakable(), base + held.length);
      inline.releaseTo(until);
      if (lineHold < until) lineHold = none;
      return takeTo(until);
    },
    end() {
      const rest = held + half;
      held = half = "";
      return rest;
    },
    get held() {
      return held.length + half.length;
    },
    get scanned() {
      return scanned;
    },
  };
}
