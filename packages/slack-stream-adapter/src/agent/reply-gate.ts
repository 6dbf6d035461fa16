import type { CardChunk } from "../source/part-reader.ts";
import type { SourceSink } from "../source/read-source.ts";

export interface WithholdingSink extends SourceSink {
  /** Text that the source said and that is not to be shown. */
  withhold(text: string): void;
}

/** Holds all back until it is certain that the reply is not one that means silence. */
export interface ReplyGate {
  readonly sink: Omit<SourceSink, "closed">;
  /** Nothing comes any more: what is still held is not shown. */
  close(): void;
  /** It is certain that the reply is an answer. */
  readonly decided: boolean;
  /** The reply was one that means silence. */
  readonly silent: boolean;
}

type Held =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "text-over" | "step-over" }
  | { readonly type: "chunk"; readonly chunk: CardChunk };

export function createReplyGate(inbox: WithholdingSink, silentReplies: readonly string[]): ReplyGate {
  let held: Held[] = [];
  let text = "";
  /** How much was held when the step began. */
  let step = { items: 0, characters: 0 };
  let open = silentReplies.length === 0;

  const letThrough = () => {
    open = true;
    gate.decided = text.trim() !== "";
    for (const item of held) {
      if (item.type === "text") inbox.text(item.text);
      else if (item.type === "chunk") inbox.chunk(item.chunk);
      else if (item.type === "text-over") inbox.textOver?.();
      else inbox.endStep?.();
    }
    held = [];
  };

  /** Half a word that means silence is no answer, and cards alone are none: nothing leaks where nothing was decided. */
  const close = () => {
    if (open) return;
    open = true;
    held = [];
    inbox.withhold(text);
  };

  const sink: ReplyGate["sink"] = {
    text(added) {
      if (open) return inbox.text(added);
      text += added;
      held.push({ type: "text", text: added });
      if (matchReply(text, silentReplies) === "different") letThrough();
    },
    chunk(chunk) {
      if (open) inbox.chunk(chunk);
      else held.push({ type: "chunk", chunk });
    },
    textOver() {
      if (open) inbox.textOver?.();
      else held.push({ type: "text-over" });
    },
    done() {
      if (!open && matchReply(text, silentReplies) === "whole") {
        gate.silent = true;
        close();
      } else if (!open) letThrough();
      inbox.done();
    },
    failed(error) {
      close();
      inbox.failed(error);
    },
    aborted(reason) {
      close();
      inbox.aborted(reason);
    },
    endStep() {
      if (open) return inbox.endStep?.();
      held.push({ type: "step-over" });
      step = { items: held.length, characters: text.length };
    },
    takeBack() {
      if (open) return inbox.takeBack?.();
      held.length = step.items;
      text = text.slice(0, step.characters);
    },
    heard: () => inbox.heard?.(),
  };
  const gate = { close, decided: open, silent: false, sink };
  return gate;
}

/**
 * What a reply is so far, beside the replies that mean silence: one of them, what may still become one, or something else.
 * White space around it does not count; letters do, in their case.
 */
export function matchReply(
  text: string,
  silentReplies: readonly string[],
): "whole" | "beginning" | "different" {
  const reply = text.trim();
  if (silentReplies.includes(reply)) return "whole";
  const begun = text.trimStart();
  return silentReplies.some((silent) => silent.startsWith(begun)) ? "beginning" : "different";
}
