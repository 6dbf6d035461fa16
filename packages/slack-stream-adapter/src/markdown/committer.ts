import { limits } from "../limits.ts";
import { characterBefore } from "./characters.ts";
import { stateWithin } from "./draft.ts";
import { type MessageState, startAnswer } from "./message-state.ts";
import { readScopes, type Scope } from "./scopes.ts";
import { toUndecided } from "./state-behind.ts";
import { mayBeHead, readLines, type SurveyLine } from "./survey.ts";
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

const mark = /[\\`*_~<>[\]()&|!\r\n]/;

/** In a line that is known and of which all is shown, nothing is held because of these. In code, only its line ends matter. */
const plain = /^[^\\`*_~<[(&|:\r\n\ud800-\udfff]+$/;
const plainCode = /^[^\r\n\ud800-\udfff]+$/;
const dataAtEnd = /data:\S*$/i;

/** What plain text is that may be shown unread; undefined: all text has to be read. */
function toPlain({ lines, text }: Reading, state: MessageState): RegExp | undefined {
  const last = lines.at(-1);
  if (last === undefined || last.next !== text.length || last.next > last.end) return undefined;
  if (state.undecided !== "" || dataAtEnd.test(state.lastWord)) return undefined;
  return last.kind === "fence-content" || last.kind === "indented" ? plainCode : plain;
}

/** The state behind plain text in the middle of a line. */
function behindPlain(state: MessageState, text: string): MessageState {
  if (text === "") return state;
  return {
    ...state,
    lineText: (state.lineText + text.slice(0, 2_001)).slice(0, 2_001),
    lastWord: /\S*$/.exec((state.lastWord + text.slice(-80)).slice(-80))?.[0] ?? "",
    inline: { ...state.inline, before: characterBefore(text, text.length) },
  };
}

type Awaited = "anything" | "mark" | "line end";

function comes(awaited: Awaited, added: string, held: string): boolean {
  if (awaited === "line end") return /[\r\n]/.test(added);
  // White space ends the address of a link.
  return awaited === "anything" || mark.test(added) || (held.startsWith("[") && /\s/.test(added));
}

/** An opener, backticks or a bracket with something behind it waits for another mark, what may be the head of a table for its end. */
function toAwaited({ lines, text }: Reading, held: string): Awaited {
  const last = lines.at(-1);
  if (held === "" || last?.next !== text.length) return "anything";
  if (mayBeHead(last, text)) return last.next === last.end ? "line end" : "anything";
  return /^[*_~`[]/.test(held) && !mark.test(text.slice(-1)) ? "mark" : "anything";
}

interface Reading {
  readonly state: MessageState;
  readonly text: string;
  readonly lines: readonly SurveyLine[];
  readonly scopes: readonly Scope[];
}

export function createCommitter(): Committer {
  let state: MessageState = { ...startAnswer({ maxBytes: none }), fresh: false };
  /** Not shown yet. */
  let held = "";
  /** Half a surrogate pair: not read before its other half is there. */
  let half = "";
  let scanned = 0;
  /** What has to come before it is worth a look. */
  let awaited: Awaited = "anything";
  let shownUnread: RegExp | undefined;
  /** Shown, and not in the state yet. */
  let passed = "";

  function read(): Reading {
    scanned += held.length;
    state = behindPlain(state, passed);
    passed = "";
    const survey = { state, text: held, ended: false, waits: true };
    const lines = readLines(survey);
    return { state, text: held, lines, scopes: readScopes({ ...survey, lines }) };
  }

  function takeTo(reading: Reading, at: number): string {
    if (at <= 0) return "";
    state = stateBehind(reading, at);
    const out = held.slice(0, at);
    held = held.slice(at);
    return out;
  }

  return {
    push(text) {
      const whole = half + text;
      const isHalf = isHighSurrogate(whole.charCodeAt(whole.length - 1));
      half = isHalf ? whole.slice(-1) : "";
      const added = isHalf ? whole.slice(0, -1) : whole;
      scanned += added.length;
      if (held === "" && shownUnread?.test(added) === true) {
        passed += added;
        return added;
      }
      held += added;
      const isShort = held.length <= limits.holdBackCharacters;
      if (held === "" || (isShort && !comes(awaited, added, held))) return "";
      const reading = read();
      const out = takeTo(reading, findHold(reading));
      awaited = toAwaited(reading, held);
      shownUnread = held === "" ? toPlain(reading, state) : undefined;
      return out;
    },
    release() {
      if (held === "") return "";
      awaited = "anything";
      const reading = read();
      shownUnread = undefined;
      const { angleAt, doubtFrom } = reading.scopes.at(-1) ?? { angleAt: none, doubtFrom: none };
      return takeTo(reading, Math.min(held.length, angleAt < doubtFrom ? angleAt : none));
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

function stateBehind(reading: Reading, at: number): MessageState {
  const { lines, state, text } = reading;
  const line = lines.findLast((one) => one.start < at || one.start === 0);
  if (line === undefined) return state;
  const within = stateWithin(reading, Math.min(at, line.end));
  const word = /\S*$/.exec((state.lastWord + text.slice(0, at)).slice(-80))?.[0] ?? "";
  const next = { ...state, ...within, undecided: toUndecided(reading, at), lastWord: word };
  if (at < line.next || line.next === line.end) return next;
  return {
    ...next,
    inLine: false,
    lineText: "",
    undecided: "",
    block: line.block,
    inline: { ...within.inline, before: "\n" },
  };
}

/** Where that begins which what follows may still change. */
function findHold(reading: Reading): number {
  const { lines, scopes, text } = reading;
  const bound = text.length - limits.holdBackCharacters;
  const last = lines.at(-1);
  const known = last === undefined ? 0 : last.next;
  let hold = text.endsWith("\r") ? text.length - 1 : text.length;
  const holdAt = (at: number) => {
    if (at >= bound && at < hold) hold = at;
  };
  if (known < text.length) holdAt(known);
  // Of what was let go the rest is not held.
  const isBegun = last?.start === 0 && reading.state.inLine;
  if (last !== undefined && !isBegun && isHalf(last, text)) holdAt(last.start);
  const scope = scopes.at(-1);
  if (scope !== undefined && last !== undefined && isOpen(scope, last)) {
    for (const at of openPlaces(scope)) if (at >= scope.from) holdAt(at === last.content ? last.start : at);
  }
  return hold;
}

/** The opening line of a fence that has not ended, and what a delimiter row may make the head of a table. */
function isHalf(line: SurveyLine, text: string): boolean {
  return mayBeHead(line, text) || (line.kind === "fence-open" && line.next === line.end);
}

function isOpen(scope: Scope, last: SurveyLine): boolean {
  return scope.to === last.next && (last.kind === "text" || last.next === last.end);
}

/** Nothing is held inside of what may be code but the code itself. */
function openPlaces({ angleAt, doubtFrom, openAt, pairs, undecided }: Scope): readonly number[] {
  const openers = pairs.filter(
    ({ close, end, mark, width }) => close === none && end === "unknown" && (mark !== "~" || width === 2),
  );
  return [...openers.map(({ open }) => open), ...openAt, undecided, angleAt, doubtFrom].filter(
    (at) => at <= doubtFrom,
  );
}
