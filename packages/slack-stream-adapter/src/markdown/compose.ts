import { weigh } from "./weight.ts";

export { estimateBlocks } from "./estimate-blocks.ts";
export { plainLetters } from "./plain-letters.ts";
export { weigh } from "./weight.ts";

export type MentionPolicy = "users" | "all" | "none" | ((mention: string) => boolean);

export interface ComposeOptions {
  readonly ended: boolean;
  readonly reserve: number;
  readonly stopAt?: "line" | "word" | undefined;
}

export interface Composed {
  readonly wire: string;
  readonly taken: number;
  readonly state: MessageState;
  readonly full: boolean;
}

export interface MessageState {
  readonly maxBytes: number;
  readonly mentions: MentionPolicy;
  readonly weight: number;
  readonly fence: string | undefined;
}

export function startAnswer(options: { maxBytes: number; mentions?: MentionPolicy | undefined }): MessageState {
  return { maxBytes: options.maxBytes, mentions: options.mentions ?? "users", weight: 0, fence: undefined };
}

export function continueInNewMessage(state: MessageState, maxBytes = state.maxBytes): MessageState {
  return { ...state, maxBytes, weight: 0 };
}

export function compose(state: MessageState, text: string, options: ComposeOptions): Composed {
  const room = state.maxBytes - options.reserve - state.weight;
  const escaped = text.replace(/<(?=[!])/g, "&lt;");
  if (options.stopAt === undefined && weigh(escaped) <= room) {
    const visible = text.trimEnd();
    const wire = visible.replace(/<(?=[!])/g, "&lt;");
    const taken = options.ended ? text.length : visible.length;
    return { wire, taken, state: { ...state, weight: state.weight + weigh(wire) }, full: false };
  }
  const boundary = options.stopAt === "line" ? /\n/ : options.stopAt === "word" ? /\s/ : undefined;
  let end = boundary === undefined ? -1 : text.search(boundary);
  if (end === -1 && weigh(escaped) <= room) return compose(state, text, { ...options, stopAt: undefined });
  if (end === -1 || weigh(text.slice(0, end).replace(/</g, "&lt;")) > room) {
    end = Math.max(0, Math.min(text.length, Math.floor(room / 8)));
    const space = text.slice(0, end).search(/\s\S*$/);
    if (space > 0) end = space;
  }
  if (end === 0 && state.weight === 0) end = 1;
  const wire = text.slice(0, end).trimEnd().replace(/<(?=[!])/g, "&lt;");
  const swallowed = /^\s*/.exec(text.slice(end))?.[0].length ?? 0;
  return { wire, taken: end + swallowed, state: { ...state, weight: state.weight + weigh(wire) }, full: true };
}

export function closing(_state: MessageState): string {
  return "";
}

export function keepalive(_state: MessageState): string | undefined {
  return undefined;
}

export function weightOf(state: MessageState): number {
  return state.weight;
}
